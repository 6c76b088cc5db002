-- A certificate outlives its holder's account, or it could not be taken back any more: without holder and name. And it knows its
-- exam, so that instructors find it.
CREATE TABLE certificates_new (
    id          TEXT PRIMARY KEY, -- in its address; who knows it sees what the holder shows
    account_id  TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    attempt     TEXT NOT NULL UNIQUE,
    course      TEXT NOT NULL,
    exam        TEXT NOT NULL,
    list        INTEGER NOT NULL,
    place       INTEGER NOT NULL,
    name        TEXT NOT NULL,    -- the holder's, as printed; empty once the account is gone
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
INSERT INTO certificates_new
    SELECT id, account_id, attempt, json_extract(award, '$.exam.course'), json_extract(award, '$.exam.slug'), list, place, name,
           salt, renamed, issued, award, embedded, compact, public, shows_name, shows_score
    FROM certificates;
DROP TABLE certificates;
ALTER TABLE certificates_new RENAME TO certificates;
CREATE INDEX certificates_account ON certificates (account_id);
CREATE INDEX certificates_exam ON certificates (course, exam);
