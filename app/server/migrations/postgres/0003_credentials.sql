-- Certificates, and whether they still hold. The status outlives the account: what was revoked stays revoked.
CREATE TABLE credential_status (
    list    BIGINT NOT NULL, -- which status list
    place   BIGINT NOT NULL, -- drawn by lot, so that a list tells nothing about order
    state   TEXT NOT NULL,    -- valid, suspended, revoked
    reason  TEXT NOT NULL,    -- as the instructor wrote it
    changed BIGINT NOT NULL,
    PRIMARY KEY (list, place)
);
CREATE INDEX credential_status_state ON credential_status (list, state);

CREATE TABLE credential_changes (
    id     TEXT PRIMARY KEY,
    list   BIGINT NOT NULL,
    place  BIGINT NOT NULL,
    state  TEXT NOT NULL,
    reason TEXT NOT NULL,
    at     BIGINT NOT NULL,
    by     TEXT NOT NULL, -- the account that did it, which may be gone by now
    FOREIGN KEY (list, place) REFERENCES credential_status (list, place)
);
CREATE INDEX credential_changes_place ON credential_changes (list, place);

CREATE TABLE certificates (
    id          TEXT PRIMARY KEY, -- in its address; who knows it sees what the holder shows
    account_id  TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    attempt     TEXT NOT NULL UNIQUE,
    list        BIGINT NOT NULL,
    place       BIGINT NOT NULL,
    name        TEXT NOT NULL,    -- the holder's, as printed
    salt        TEXT NOT NULL,    -- of the name's hash in the credential
    renamed     BIGINT NOT NULL, -- whether the holder has corrected the name: once is all
    issued      BIGINT NOT NULL,
    award       TEXT NOT NULL,
    embedded    TEXT NOT NULL,    -- signed, JSON-LD
    compact     TEXT NOT NULL,    -- signed, JWS
    public      BIGINT NOT NULL, -- whether the page is shown at all
    shows_name  BIGINT NOT NULL,
    shows_score BIGINT NOT NULL,
    FOREIGN KEY (list, place) REFERENCES credential_status (list, place)
);
CREATE INDEX certificates_account ON certificates (account_id);
