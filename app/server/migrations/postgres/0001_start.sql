-- Accounts, sessions, the event log, sign-in attempts. Times are milliseconds since 1970, documents JSON text.
CREATE TABLE accounts (
    id       TEXT PRIMARY KEY,
    login    TEXT NOT NULL UNIQUE, -- normalised e-mail or user name
    name     TEXT NOT NULL,        -- shown on the pages
    password TEXT NOT NULL,        -- PHC string
    created  BIGINT NOT NULL
);

CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    token      TEXT NOT NULL UNIQUE, -- SHA-256 of the cookie, never the cookie
    previous   TEXT,                 -- the token before the last rotation
    rotated    BIGINT NOT NULL,
    confirmed  BIGINT,              -- when the browser first came with the present token
    created    BIGINT NOT NULL,
    seen       BIGINT NOT NULL,
    expires    BIGINT NOT NULL
);
CREATE INDEX sessions_previous ON sessions (previous);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE events (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    id         TEXT NOT NULL, -- made in the browser: unique for one account only
    at         BIGINT NOT NULL,
    received   BIGINT NOT NULL,
    course     TEXT NOT NULL,
    lesson     TEXT NOT NULL,
    kind       TEXT NOT NULL,
    body       TEXT NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX events_received ON events (account_id, received);

CREATE TABLE attempts (
    key      TEXT PRIMARY KEY, -- a hash: whose sign-in, and from where
    failures BIGINT NOT NULL,
    last     BIGINT NOT NULL,
    until    BIGINT NOT NULL  -- the next attempt is let through from here on
);
CREATE INDEX attempts_last ON attempts (last);
