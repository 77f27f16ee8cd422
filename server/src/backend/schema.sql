-- The example back end's own tables, in a file of their own: nothing here is shared with the service. Session tokens and mailed
-- codes are here as SHA-256 only. Times are Unix milliseconds.

-- Whose accounts these are: the name of the app's JWT key. One row.
CREATE TABLE app (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    kid  TEXT NOT NULL
) STRICT;

-- The address is in lower case, and is the identifier that the person logs in with. Without a user_id nobody knows yet whether
-- the service has made the account (its answer was lost); such a row is completed at the first login, or written over.
CREATE TABLE people (
    email          TEXT PRIMARY KEY,
    name           TEXT NOT NULL,
    user_id        TEXT UNIQUE,
    created        INTEGER NOT NULL,
    password_reset INTEGER -- the last one by mail
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    hash    BLOB PRIMARY KEY,
    user_id TEXT NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (user_id);

-- Kept for an hour, to count how many were sent. used: 1 from the moment somebody redeems it.
CREATE TABLE codes (
    id      INTEGER PRIMARY KEY,
    email   TEXT NOT NULL REFERENCES people (email) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    hash    BLOB NOT NULL,
    sent    INTEGER NOT NULL,
    tries   INTEGER NOT NULL DEFAULT 0,
    used    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX codes_email ON codes (email, purpose);
