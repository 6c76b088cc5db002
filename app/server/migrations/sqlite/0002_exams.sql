-- Roles, attempts at exams with their logs and answers, verdicts, the queue of grading, accommodations, closing times.
CREATE TABLE roles (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role       TEXT NOT NULL, -- instructor, proctor, administrator; everybody is a student
    PRIMARY KEY (account_id, role)
) STRICT;

CREATE TABLE exam_attempts (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    course     TEXT NOT NULL,
    exam       TEXT NOT NULL,
    number     INTEGER NOT NULL, -- the candidate's first, second …
    state      TEXT NOT NULL,
    deadline   INTEGER,          -- content is served only from rows that have one
    due        INTEGER,          -- when the server itself has something to do
    touched    INTEGER NOT NULL, -- when anything but answers last changed
    seq        INTEGER NOT NULL, -- events in its log
    head       TEXT NOT NULL,    -- hash of the last one
    body       TEXT NOT NULL,
    frozen     TEXT NOT NULL,    -- what was drawn, with keys: written once, never sent
    UNIQUE (account_id, course, exam, number)
) STRICT;
CREATE INDEX exam_attempts_exam ON exam_attempts (course, exam);
CREATE INDEX exam_attempts_due ON exam_attempts (due);
CREATE INDEX exam_attempts_touched ON exam_attempts (touched);

CREATE TABLE exam_log (
    attempt_id TEXT NOT NULL REFERENCES exam_attempts (id) ON DELETE CASCADE,
    seq        INTEGER NOT NULL, -- from 1
    at         INTEGER NOT NULL,
    journal    TEXT,             -- the browser's name for what it saved: the same one is taken once
    body       TEXT NOT NULL,
    hash       TEXT NOT NULL,    -- over the hash before, seq, at and body
    PRIMARY KEY (attempt_id, seq),
    UNIQUE (attempt_id, journal)
) STRICT;

CREATE TABLE exam_answers (
    attempt_id TEXT NOT NULL REFERENCES exam_attempts (id) ON DELETE CASCADE,
    item       TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    value      TEXT,    -- what counts
    late       TEXT,    -- what arrived when nothing counted any more
    tab        TEXT NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (attempt_id, item)
) STRICT;

CREATE TABLE exam_verdicts (
    attempt_id TEXT NOT NULL REFERENCES exam_attempts (id) ON DELETE CASCADE,
    number     INTEGER NOT NULL, -- the last one stands, the others stay on record
    at         INTEGER NOT NULL,
    body       TEXT NOT NULL,
    PRIMARY KEY (attempt_id, number)
) STRICT;

CREATE TABLE exam_jobs (
    id         TEXT PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES exam_attempts (id) ON DELETE CASCADE,
    created    INTEGER NOT NULL,
    free       INTEGER NOT NULL, -- from then on anybody may claim it
    token      TEXT NOT NULL,    -- of whoever claimed it last
    tries      INTEGER NOT NULL
) STRICT;
CREATE INDEX exam_jobs_free ON exam_jobs (free);

CREATE TABLE exam_windows (
    course TEXT NOT NULL,
    exam   TEXT NOT NULL,
    closes INTEGER NOT NULL, -- instead of what the exam says
    PRIMARY KEY (course, exam)
) STRICT;

CREATE TABLE exam_groups (
    name       TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (name, account_id)
) STRICT;

CREATE TABLE exam_accommodations (
    course  TEXT NOT NULL,
    exam    TEXT NOT NULL,
    who     TEXT NOT NULL,    -- account:ID or group:NAME
    percent INTEGER NOT NULL, -- extra time, of the exam's own
    PRIMARY KEY (course, exam, who)
) STRICT;
