// The certificate on paper: what readers of PDF say about it, and whether it carries its credential.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { start } from './server.mjs';

let server, folder, file, long, pdf;
before(async () => {
  server = await start();
  const answer = await fetch(`${server.origin}/certificates/${server.certificates.good}/certificate.pdf`);
  assert.equal(answer.status, 200, 'the site must be built: it holds the fonts');
  pdf = Buffer.from(await answer.arrayBuffer());
  folder = mkdtempSync(join(tmpdir(), 'academy-'));
  file = join(folder, 'certificate.pdf');
  writeFileSync(file, pdf);
  const other = await fetch(`${server.origin}/certificates/${server.certificates.long}/certificate.pdf`);
  long = join(folder, 'long.pdf');
  writeFileSync(long, Buffer.from(await other.arrayBuffer()));
});
after(() => {
  server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (program, ...args) => spawnSync(program, args, { encoding: 'utf8' });

test('it says that it is PDF/A-3, level A', () => {
  const text = pdf.toString('latin1');
  assert.match(text, /pdfaid:part>3</);
  assert.match(text, /pdfaid:conformance>A</);
  assert.match(text, /\/AFRelationship ?\/Source/);
});

test('what does not hold is not printed', async () => {
  for (const name of ['revoked', 'suspended']) {
    const answer = await fetch(`${server.origin}/certificates/${server.certificates[name]}/certificate.pdf`);
    assert.equal(answer.status, 404, name);
  }
});

test('a name that no font has is said, not printed', async () => {
  const { origin, certificates } = server;
  const answer = await fetch(`${origin}/certificates/${certificates.arabic}/certificate.pdf`);
  assert.equal(answer.status, 422);
  assert.match(await answer.text(), /There is no PDF with this name/);
});

test('a long name stays on the sheet', (t) => {
  const text = run('pdftotext', '-bbox', long, '-');
  if (text.error) return t.skip('there is no poppler');
  const page = Number(/<page width="([\d.]+)"/.exec(text.stdout)[1]);
  const ends = [...text.stdout.matchAll(/xMax="([\d.]+)"/g)].map((found) => Number(found[1]));
  assert.ok(ends.length > 10 && Math.max(...ends) < page - 60, `${Math.max(...ends)} of ${page}`);
});

test('it is checked by anybody who uploads it', async () => {
  const form = new FormData();
  form.append('file', new Blob([pdf]), 'certificate.pdf');
  const headers = { 'sec-fetch-site': 'same-origin' };
  const answer = await server.post('/verify', { method: 'POST', body: form, headers });
  assert.match(await answer.text(), /Genuine and valid/);
});

test('qpdf finds no fault', (t) => {
  const result = run('qpdf', '--check', file);
  if (result.error) return t.skip('there is no qpdf');
  assert.equal(result.status, 0, result.stdout + result.stderr);
});

test('poppler finds the name, whole fonts, and the credential', (t) => {
  const text = run('pdftotext', file, '-');
  if (text.error) return t.skip('there is no poppler');
  assert.match(text.stdout, /王小明/);
  assert.match(text.stdout, /MaaS Practitioner/);
  assert.match(text.stdout, /Band: Merit/);
  assert.match(text.stdout, /Serving a model/);
  assert.match(text.stdout, /Issued by Academy, did:web:academy\.example/);
  // The holder does not show the score.
  assert.doesNotMatch(text.stdout, /of 100/);
  const fonts = run('pdffonts', file).stdout.trim().split('\n').slice(2);
  assert.ok(fonts.length >= 3 && fonts.every((line) => /yes yes yes/.test(line)), fonts.join('\n'));
  const out = join(folder, 'credential.json');
  assert.equal(run('pdfdetach', '-save', '1', '-o', out, file).status, 0);
});
