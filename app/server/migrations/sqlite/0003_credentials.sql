-- Certificates, and whether they still hold. The status outlives the account: what was revoked stays revoked.
CREATE TABLE credential_status (
    list    INTEGER NOT NULL, -- which status list
    place   INTEGER NOT NULL, -- drawn by lot, so that a list tells nothing about order
    state   TEXT NOT NULL,    -- valid, suspended, revoked
    reason  TEXT NOT NULL,    -- as the instructor wrote it
    changed INTEGER NOT NULL,
    PRIMARY KEY (list, place)
) STRICT;
CREATE INDEX credential_status_state ON credential_status (list, state);

CREATE TABLE credential_changes (
    id     TEXT PRIMARY KEY,
    list   INTEGER NOT NULL,
    place  INTEGER NOT NULL,
    state  TEXT NOT NULL,
    reason TEXT NOT NULL,
    at     INTEGER NOT NULL,
    by     TEXT NOT NULL, -- the account that did it, which may be gone by now
    FOREIGN KEY (list, place) REFERENCES credential_status (list, place)
) STRICT;
CREATE INDEX credential_changes_place ON credential_changes (list, place);

CREATE TABLE certificates (
    id          TEXT PRIMARY KEY, -- in its address; who knows it sees what the holder shows
    account_id  TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    attempt     TEXT NOT NULL UNIQUE,
    list        INTEGER NOT NULL,
    place       INTEGER NOT NULL,
    name        TEXT NOT NULL,    -- the holder's, as printed
    salt        TEXT NOT NULL,    -- of the name's hash in the credential
    renamed     INTEGER NOT NULL, -- whether the holder has corrected the name: once is all
    issued      INTEGER NOT NULL,
    award       TEXT NOT NULL,
    embedded    TEXT NOT NULL,    -- signed, JSON-LD
    compact     TEXT NOT NULL,    -- signed, JWS
    public      INTEGER NOT NULL, -- whether the page is shown at all
    shows_name  INTEGER NOT NULL,
    shows_score INTEGER NOT NULL,
    FOREIGN KEY (list, place) REFERENCES credential_status (list, place)
) STRICT;
CREATE INDEX certificates_account ON certificates (account_id);
