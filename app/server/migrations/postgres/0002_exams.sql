-- Roles, attempts at exams with their logs and answers, verdicts, the queue of grading, accommodations, closing times.
CREATE TABLE roles (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role       TEXT NOT NULL, -- instructor, proctor, administrator; everybody is a student
    PRIMARY KEY (account_id, role)
);

CREATE TABLE exam_attempts (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    course     TEXT NOT NULL,
    exam       TEXT NOT NULL,
    number     BIGINT NOT NULL, -- the candidate's first, second …
    state      TEXT NOT NULL,
    deadline   BIGINT,          -- content is served only from rows that have one
    due        BIGINT,          -- when the server itself has something to do
    touched    BIGINT NOT NULL, -- when anything but answers last changed
    seq        BIGINT NOT NULL, -- events in its log
    head       TEXT NOT NULL,    -- hash of the last one
    body       TEXT NOT NULL,
    frozen     TEXT NOT NULL,    -- what was drawn, with keys: written once, never sent
    UNIQUE (account_id, course, exam, number)
);
CREATE INDEX exam_attempts_exam ON exam_attempts (course, exam);
CREATE INDEX exam_attempts_due ON exam_attempts (due);
CREATE INDEX exam_attempts_touched ON exam_attempts (touched);

CREATE TABLE exam_log (
    attempt_id TEXT NOT NULL REFERENCES exam_attempts (id) ON DELETE CASCADE,
    seq        BIGINT NOT NULL, -- from 1
    at         BIGINT NOT NULL,
    journal    TEXT,             -- the browser's name for what it saved: the same one is taken once
    body       TEXT NOT NULL,
    hash       TEXT NOT NULL,    -- over the hash before, seq, at and body
    PRIMARY KEY (attempt_id, seq),
    UNIQUE (attempt_id, journal)
);

CREATE TABLE exam_answers (
    attempt_id TEXT NOT NULL REFERENCES exam_attempts (id) ON DELETE CASCADE,
    item       TEXT NOT NULL,
    revision   BIGINT NOT NULL,
    value      TEXT,    -- what counts
    late       TEXT,    -- what arrived when nothing counted any more
    tab        TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (attempt_id, item)
);

CREATE TABLE exam_verdicts (
    attempt_id TEXT NOT NULL REFERENCES exam_attempts (id) ON DELETE CASCADE,
    number     BIGINT NOT NULL, -- the last one stands, the others stay on record
    at         BIGINT NOT NULL,
    body       TEXT NOT NULL,
    PRIMARY KEY (attempt_id, number)
);

CREATE TABLE exam_jobs (
    id         TEXT PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES exam_attempts (id) ON DELETE CASCADE,
    created    BIGINT NOT NULL,
    free       BIGINT NOT NULL, -- from then on anybody may claim it
    token      TEXT NOT NULL,    -- of whoever claimed it last
    tries      BIGINT NOT NULL
);
CREATE INDEX exam_jobs_free ON exam_jobs (free);

CREATE TABLE exam_windows (
    course TEXT NOT NULL,
    exam   TEXT NOT NULL,
    closes BIGINT NOT NULL, -- instead of what the exam says
    PRIMARY KEY (course, exam)
);

CREATE TABLE exam_groups (
    name       TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (name, account_id)
);

CREATE TABLE exam_accommodations (
    course  TEXT NOT NULL,
    exam    TEXT NOT NULL,
    who     TEXT NOT NULL,    -- account:ID or group:NAME
    percent BIGINT NOT NULL, -- extra time, of the exam's own
    PRIMARY KEY (course, exam, who)
);
