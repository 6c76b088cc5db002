-- A certificate outlives its holder's account, or it could not be taken back any more: without holder and name. And it knows its
-- exam, so that instructors find it.
ALTER TABLE certificates
    ALTER COLUMN account_id DROP NOT NULL,
    DROP CONSTRAINT certificates_account_id_fkey,
    ADD CONSTRAINT certificates_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE SET NULL,
    ADD COLUMN course TEXT NOT NULL DEFAULT '',
    ADD COLUMN exam TEXT NOT NULL DEFAULT '';
UPDATE certificates
    SET course = award::json -> 'exam' ->> 'course', exam = award::json -> 'exam' ->> 'slug';
ALTER TABLE certificates ALTER COLUMN course DROP DEFAULT, ALTER COLUMN exam DROP DEFAULT;
CREATE INDEX certificates_exam ON certificates (course, exam);
