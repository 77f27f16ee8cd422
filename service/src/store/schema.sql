-- The whole database. Identifiers, refresh tokens, challenges and app tokens are here as SHA-256 only; columns that end
-- in _sealed are AES-256-GCM under the data key, which is not in this file. Times are Unix milliseconds.

CREATE TABLE apps (
    id                  TEXT PRIMARY KEY,
    slot                INTEGER NOT NULL UNIQUE, -- which of the command line's apps this is: 1 or 2
    public_token_hash   BLOB NOT NULL UNIQUE,
    secret_token_hash   BLOB NOT NULL UNIQUE,
    public_token_sealed BLOB NOT NULL, -- to be shown at start-up
    secret_token_sealed BLOB NOT NULL,
    decoy_sealed        BLOB NOT NULL  -- 16 bytes behind the salts of unknown identifiers
) STRICT;

-- Endpoints ("POST /register_light") that ask for the secret token in this app, beside those that always do.
CREATE TABLE app_options (
    app_id   TEXT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    endpoint TEXT NOT NULL,
    PRIMARY KEY (app_id, endpoint)
) STRICT, WITHOUT ROWID;

CREATE TABLE jwt_keys (
    kid            TEXT PRIMARY KEY,
    app_id         TEXT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    private_sealed BLOB NOT NULL -- PKCS #8
) STRICT, WITHOUT ROWID;
CREATE INDEX jwt_keys_app ON jwt_keys (app_id);

CREATE TABLE users (
    id            TEXT PRIMARY KEY,
    app_id        TEXT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    user_group_id TEXT NOT NULL, -- a name only: the light variant never opens this group
    totp_sealed   BLOB           -- MFA is on when there is one
) STRICT, WITHOUT ROWID;
CREATE INDEX users_app ON users (app_id);

-- A device without a user waits for confirmation, by the token that confirm_hash is of.
CREATE TABLE devices (
    id                           TEXT PRIMARY KEY,
    app_id                       TEXT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    user_id                      TEXT REFERENCES users (id) ON DELETE CASCADE,
    confirm_hash                 BLOB UNIQUE,
    identifier_hash              BLOB NOT NULL,
    time                         INTEGER NOT NULL, -- when it was confirmed
    encrypted_master_key         TEXT NOT NULL,
    derived_alg                  TEXT NOT NULL,
    client_random_value          BLOB NOT NULL,
    hashed_authentication_key    BLOB NOT NULL,
    keypair_encrypt_id           TEXT NOT NULL,
    keypair_encrypt_alg          TEXT NOT NULL,
    public_key                   TEXT NOT NULL,
    encrypted_private_key        TEXT NOT NULL,
    keypair_sign_id              TEXT NOT NULL,
    keypair_sign_alg             TEXT NOT NULL,
    verify_key                   TEXT NOT NULL,
    encrypted_sign_key           TEXT NOT NULL,
    UNIQUE (app_id, identifier_hash),
    CHECK ((user_id IS NULL) = (confirm_hash IS NOT NULL))
) STRICT;
CREATE INDEX devices_user ON devices (user_id, time, id);

CREATE TABLE challenges (
    device_id TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
    hash      BLOB NOT NULL,
    expires   INTEGER NOT NULL,
    PRIMARY KEY (device_id, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX challenges_expires ON challenges (expires);

CREATE TABLE refresh_tokens (
    hash      BLOB PRIMARY KEY,
    device_id TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_device ON refresh_tokens (device_id);

CREATE TABLE recovery_keys (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash    BLOB NOT NULL,
    sealed  BLOB NOT NULL,
    PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE groups (
    id              TEXT PRIMARY KEY,
    app_id          TEXT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    -- deferred and without CASCADE: a tree is deleted in one statement, at any depth
    parent_id       TEXT REFERENCES groups (id) DEFERRABLE INITIALLY DEFERRED,
    connected       INTEGER NOT NULL,
    invites_allowed INTEGER NOT NULL DEFAULT 1,
    time            INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX groups_app ON groups (app_id);
CREATE INDEX groups_parent ON groups (parent_id, time, id);

-- Either a user or a group is the member. kind: 0 user, 1 the parent of a child, 2 a group.
CREATE TABLE members (
    group_id        TEXT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    user_id         TEXT REFERENCES users (id) ON DELETE CASCADE,
    member_group_id TEXT REFERENCES groups (id) ON DELETE CASCADE,
    member_id       TEXT NOT NULL GENERATED ALWAYS AS (coalesce(user_id, member_group_id)) STORED,
    kind            INTEGER NOT NULL CHECK (kind IN (0, 1, 2)),
    rank            INTEGER NOT NULL CHECK (rank BETWEEN 0 AND 4),
    joined_time     INTEGER NOT NULL,
    UNIQUE (group_id, member_id),
    CHECK ((kind = 0) = (user_id IS NOT NULL) AND (kind = 0) = (member_group_id IS NULL))
) STRICT;
CREATE INDEX members_list ON members (group_id, joined_time, member_id);
CREATE INDEX members_user ON members (user_id);
CREATE INDEX members_group ON members (member_group_id);

-- What is under way between a group and someone outside: an invite (kind 0) or a join request (kind 1), never both.
CREATE TABLE requests (
    group_id       TEXT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    user_id        TEXT REFERENCES users (id) ON DELETE CASCADE,
    other_group_id TEXT REFERENCES groups (id) ON DELETE CASCADE,
    other_id       TEXT NOT NULL GENERATED ALWAYS AS (coalesce(user_id, other_group_id)) STORED,
    kind           INTEGER NOT NULL CHECK (kind IN (0, 1)),
    rank           INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 4), -- of an invite
    time           INTEGER NOT NULL,
    UNIQUE (group_id, other_id),
    CHECK ((user_id IS NULL) = (other_group_id IS NOT NULL))
) STRICT;
CREATE INDEX requests_list ON requests (group_id, kind, time, other_id);
CREATE INDEX requests_other ON requests (other_id, kind, time, group_id);
CREATE INDEX requests_user ON requests (user_id);
CREATE INDEX requests_other_group ON requests (other_group_id);
