-- Accounts, sessions, the event log, sign-in attempts. Times are milliseconds since 1970, documents JSON text.
CREATE TABLE accounts (
    id       TEXT PRIMARY KEY,
    login    TEXT NOT NULL UNIQUE, -- normalised e-mail or user name
    name     TEXT NOT NULL,        -- shown on the pages
    password TEXT NOT NULL,        -- PHC string
    created  INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    token      TEXT NOT NULL UNIQUE, -- SHA-256 of the cookie, never the cookie
    previous   TEXT,                 -- the token before the last rotation
    rotated    INTEGER NOT NULL,
    confirmed  INTEGER,              -- when the browser first came with the present token
    created    INTEGER NOT NULL,
    seen       INTEGER NOT NULL,
    expires    INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_previous ON sessions (previous);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE events (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    id         TEXT NOT NULL, -- made in the browser: unique for one account only
    at         INTEGER NOT NULL,
    received   INTEGER NOT NULL,
    course     TEXT NOT NULL,
    lesson     TEXT NOT NULL,
    kind       TEXT NOT NULL,
    body       TEXT NOT NULL,
    PRIMARY KEY (account_id, id)
) STRICT;
CREATE INDEX events_received ON events (account_id, received);

CREATE TABLE attempts (
    key      TEXT PRIMARY KEY, -- a hash: whose sign-in, and from where
    failures INTEGER NOT NULL,
    last     INTEGER NOT NULL,
    until    INTEGER NOT NULL  -- the next attempt is let through from here on
) STRICT;
CREATE INDEX attempts_last ON attempts (last);
