// The certificate on paper: what readers of PDF say about it, and whether it carries its credential.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { start } from './server.mjs';

let server, folder, file, pdf;
before(async () => {
  server = await start();
  const answer = await fetch(`${server.origin}/certificates/${server.certificates.good}/certificate.pdf`);
  assert.equal(answer.status, 200, 'the site must be built: it holds the fonts');
  pdf = Buffer.from(await answer.arrayBuffer());
  folder = mkdtempSync(join(tmpdir(), 'academy-'));
  file = join(folder, 'certificate.pdf');
  writeFileSync(file, pdf);
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
  const fonts = run('pdffonts', file).stdout.trim().split('\n').slice(2);
  assert.ok(fonts.length >= 3 && fonts.every((line) => /yes yes yes/.test(line)), fonts.join('\n'));
  const out = join(folder, 'credential.json');
  assert.equal(run('pdfdetach', '-save', '1', '-o', out, file).status, 0);
});
