-- From now on the tables are those of sentc_light_wasm::admin::sql, which are there before this runs. The accounts move into them. Sessions
-- end, codes that are out are void, and the next login takes what it sees of an account as known.
INSERT INTO sentc_accounts (identifier, user_id, created, data, pending, password_reset)
    SELECT email, user_id, created, name, 0, password_reset FROM people;
-- Of several attempts to register one address the oldest counts.
INSERT OR IGNORE INTO sentc_accounts (identifier, created, data, pending)
    SELECT email, created, name, 1 FROM registrations ORDER BY id;
DROP TABLE codes;
DROP TABLE notices;
DROP TABLE devices;
DROP TABLE secrets;
DROP TABLE sessions;
DROP TABLE registrations;
DROP TABLE people;
