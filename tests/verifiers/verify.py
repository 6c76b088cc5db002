"""openbadgeslib, the verifier from PyPI: both signed forms, both kinds of status list, the baked badge."""

import base64
import copy
import json
import os
import subprocess
import sys
import urllib.request

from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import OB3Verifier
from openbadgeslib.ob3.did import resolve_verification_method
from openbadgeslib.ob3.ldp import OB3LdpVerifier, verify_data_integrity_proof


def main():
    server = subprocess.Popen([os.environ["CERTIFICATES"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        check(json.loads(server.stdout.readline()))
    finally:
        server.stdin.close()
        server.wait()


def check(server):
    origin, names = server["origin"], server["certificates"]

    def download(url, *_, **__):
        """Plays the proxy that the world believes the server to be behind; asks nobody else."""
        assert url.startswith(origin + "/"), f"no network in this test: {url}"
        with urllib.request.urlopen(server["address"] + url[len(origin):]) as answer:
            return answer.read()

    def get(name, file):
        return download(f"{origin}/certificates/{names[name]}/{file}")

    did = json.loads(download(f"{origin}/.well-known/did.json"))["id"]
    compact = OB3Verifier.for_issuer_did(did, download=download)
    embedded = OB3LdpVerifier.for_issuer_did(did, download=download)

    def jws(token):
        compact.verify(token, check_status=True, download=download)

    methods = json.loads(download(f"{origin}/.well-known/did.json"))["verificationMethod"]
    key = resolve_verification_method(next(m["id"] for m in methods if m["type"] == "Multikey"), download=download)

    def proof(document):
        embedded.verify(document, check_status=True, verify_status_list=False, download=download)
        # Of status lists it checks by itself only those that are JWT; those that are JSON are checked here.
        for entry in document["credentialStatus"]:
            verify_data_integrity_proof(json.loads(download(entry["statusListCredential"])), key)

    token, document = get("good", "credential.jwt").decode(), json.loads(get("good", "credential.json"))
    jws(token)
    proof(document)
    baked = OB3Verifier.extract_token_from_png(get("good", "badge.png"))
    assert json.loads(baked) == document, "the badge carries the credential"

    for name in ["revoked", "suspended"]:
        refused(jws, get(name, "credential.jwt").decode(), name)
        refused(proof, json.loads(get(name, "credential.json")), name)

    copies = 0
    for where, changed in tampered(document):
        refused(proof, changed, where)
        copies += 1
    header, claims, signature = token.split(".")
    for where, changed in tampered(json.loads(decode(claims))):
        refused(jws, ".".join([header, encode(json.dumps(changed)), signature]), where)
        copies += 1
    unsigned = encode(json.dumps({**json.loads(decode(header)), "alg": "none"}))
    refused(jws, f"{unsigned}.{claims}.", "no signature")
    assert copies > 100, f"only {copies} copies"
    print(f"openbadgeslib accepts what is good and refuses {copies} tampered copies")


def refused(verify, credential, why):
    try:
        verify(credential)
    except LibOpenBadgesException:
        return
    sys.exit(f"accepted: {why}")


def tampered(value):
    """Every way to change one leaf, one at a time."""
    for way in leaves(value):
        changed = copy.deepcopy(value)
        parent = changed
        for key in way[:-1]:
            parent = parent[key]
        leaf = parent[way[-1]]
        parent[way[-1]] = not leaf if isinstance(leaf, bool) else leaf + 1 if isinstance(leaf, int) else leaf + "x"
        yield ".".join(map(str, way)), changed


def leaves(value, way=()):
    if isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*way, key))
    else:
        yield way


def decode(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def encode(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


main()
