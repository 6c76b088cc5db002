// The verifier of the Digital Credentials Consortium, as its own pages and apps call it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './server.mjs';
import { tampered } from './tamper.mjs';

let server, verifyCredential;
before(async () => {
  server = await start();
  ({ verifyCredential } = await import('@digitalcredentials/verifier-core'));
});
after(() => server.stop());

const embedded = async (name) => JSON.parse(await server.get(server.certificates[name], 'credential.json'));
const verify = (credential) => verifyCredential({ credential, knownDIDRegistries: [] });
const step = (result, id) => result.log?.find((one) => one.id === id)?.valid;

test('a good certificate is accepted', async () => {
  const result = await verify(await embedded('good'));
  assert.equal(step(result, 'valid_signature'), true, JSON.stringify(result));
  for (const list of ['revocation_status', 'suspension_status']) {
    assert.equal(step(result, list), true, JSON.stringify(result));
  }
});

test('one that was revoked or suspended is not', async () => {
  for (const [name, list] of [['revoked', 'revocation_status'], ['suspended', 'suspension_status']]) {
    const result = await verify(await embedded(name));
    assert.equal(step(result, 'valid_signature'), true, JSON.stringify(result));
    assert.equal(step(result, list), false, JSON.stringify(result.log));
  }
});

test('no tampered copy has a valid signature', async () => {
  let copies = 0;
  for (const [where, copy] of tampered(await embedded('good'))) {
    assert.notEqual(step(await verify(copy), 'valid_signature'), true, where);
    copies += 1;
  }
  assert.ok(copies > 50, `only ${copies} copies`);
});
