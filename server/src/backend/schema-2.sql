-- Registrations under way, one row for each attempt. asked: the service has not answered yet. lost: it will not, so the account may be
-- there; the owner's first login completes such a registration.
CREATE TABLE registrations (
    id      INTEGER PRIMARY KEY,
    email   TEXT NOT NULL,
    name    TEXT NOT NULL,
    created INTEGER NOT NULL,
    state   TEXT NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'lost'))
) STRICT;
CREATE INDEX registrations_email ON registrations (email);
INSERT INTO registrations (email, name, created, state) SELECT email, name, created, 'lost' FROM people WHERE user_id IS NULL;
-- From now on nobody is in this table without a user_id.
DELETE FROM people WHERE user_id IS NULL;

-- Codes that were out before this version are void: they lived for 15 minutes.
-- open → reserved while the service is asked → used, or open again if that failed. void: a newer code replaced it, or the password changed.
-- A void or used code never becomes another.
DROP TABLE codes;
CREATE TABLE codes (
    id      INTEGER PRIMARY KEY,
    email   TEXT NOT NULL REFERENCES people (email) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    hash    BLOB NOT NULL,
    sent    INTEGER NOT NULL,
    tries   INTEGER NOT NULL DEFAULT 0,
    state   TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'reserved', 'used', 'void'))
) STRICT;
CREATE INDEX codes_email ON codes (email, purpose);

-- Mails to tell somebody what happened to their account. Written before it happens, so that no failure in between loses one.
-- waiting: under way. done: it happened. unsure: it may have happened. Deleted once mailed, or when nothing happened.
CREATE TABLE notices (
    id    INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    about TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'unsure')),
    tries INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What was seen of somebody's account at their last login or refresh, to notice what is new: devices, and the recovery keys that every
-- new TOTP secret brings along, as SHA-256.
CREATE TABLE devices (
    user_id TEXT NOT NULL,
    id      TEXT NOT NULL,
    PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE secrets (
    user_id TEXT NOT NULL,
    hash    BLOB NOT NULL,
    PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;
