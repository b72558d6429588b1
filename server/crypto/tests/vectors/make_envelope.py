#!/usr/bin/env python3
"""Writes envelope.json: an implementation of ENVELOPE.md that shares no code with the crate.

Run with Python's `cryptography`: python3 make_envelope.py > envelope.json
All "random" bytes come from a counter, so the output never changes.
"""
import hashlib
import hmac
import json
import struct
import sys

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

COUNTER = 0


def rand(n):
    global COUNTER
    COUNTER += 1
    out = b""
    while len(out) < n:
        out += hashlib.sha256(b"strongroom test vectors %d %d" % (COUNTER, len(out))).digest()
    return out[:n]


def mac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def expand(key, info):
    return mac(key, info + b"\x01")


def sized(piece):
    return struct.pack(">Q", len(piece)) + piece


ROOT, INSTALLATION = rand(32), rand(16)
PRK = mac(b"strongroom/1/extract root", ROOT)


def subkey(label):
    return expand(PRK, label + INSTALLATION)


def box(key, aad, content, nonce=bytes(12), label=b"strongroom/1/box"):
    salt = rand(32)
    return salt + AESGCM(expand(key, label + salt)).encrypt(nonce, content, aad)


CMK, OTHER_CMK = rand(16), rand(16)
KEYS = {(CMK, 1): rand(32), (CMK, 2): rand(32), (OTHER_CMK, 1): rand(32)}


def row(cmk, version):
    aad = b"SRK\x01\x01" + INSTALLATION + cmk + struct.pack(">I", version)
    return b"SRK\x01\x01" + box(subkey(b"strongroom/1/seal master key"), aad, KEYS[cmk, version])


BINDING = {"account": "1234567890123456", "secret": rand(16), "version_id": "v1", "ordinal": 7, "value_type": 1}


def pad(text):
    return text + b"\x80" + bytes(-(len(text) + 1) % 64)


def header(part, cmk=CMK, version=1, magic=b"SRE", form=1, suite=1):
    return magic + bytes([form, suite, part]) + cmk + struct.pack(">I", version)


def associated_data(head, b, installation=INSTALLATION):
    return (head + installation + sized(b["account"].encode()) + b["secret"] + sized(b["version_id"].encode())
            + struct.pack(">QB", b["ordinal"], b["value_type"]))


LABELS = {1: b"strongroom/1/encrypt value", 2: b"strongroom/1/encrypt outline"}


def encrypt(text, part=1, b=BINDING, **o):
    """Each option breaks one rule of the format; the rest is encrypted with the right keys."""
    cmk, version = o.get("cmk", CMK), o.get("version", 1)
    head = o.get("head") or header(part, cmk, version)
    aad = o.get("aad") or associated_data(head, b)
    data_key = o.get("data_key") or rand(32)
    wrapping = o.get("wrapping") or KEYS[cmk, version]
    wrapped = box(wrapping, o.get("wrap_aad") or aad, o.get("wrap") or data_key, o.get("wrap_nonce", bytes(12)),
                  o.get("box_label", b"strongroom/1/box"))
    commitment = o.get("commitment") or expand(data_key, o.get("commit_label", b"strongroom/1/commit data key"))
    content_key = o.get("content_key") or expand(data_key, o.get("label", LABELS.get(part, LABELS[1])))
    nonce = rand(12)
    padded = o["padded"] if "padded" in o else pad(text)
    return head + wrapped + commitment + nonce + AESGCM(content_key).encrypt(nonce, padded, o.get("content_aad") or aad)


GOOD, BAD = [], []


def binding_json(b):
    return {**b, "secret": b["secret"].hex()}


def good(name, text, envelope, part=1, b=BINDING):
    GOOD.append({"name": name, "part": part, "binding": binding_json(b), "plaintext": text.hex(),
                 "envelope": envelope.hex()})


def bad(reason, envelope, error, part=1, b=BINDING):
    BAD.append({"reason": reason, "error": error, "part": part, "binding": binding_json(b), "envelope": envelope.hex()})


def other(**change):
    return {**BINDING, **change}


def flip(data, at, bit=1):
    return data[:at] + bytes([data[at] ^ bit]) + data[at + 1:]


def put(data, at, piece):
    return data[:at] + piece + data[at + len(piece):]


# --- good -------------------------------------------------------------------------------------------------------------
TEXT = b"correct horse battery staple"
for length in (0, 1, 62, 63, 64, 127, 128, 1000):
    text = rand(length)
    good(f"{length} bytes", text, encrypt(text))
good("text outside ASCII", "пароль 密码 🗝".encode(), encrypt("пароль 密码 🗝".encode()))
good("value that looks like padding", b"a\x80\x00\x00", encrypt(b"a\x80\x00\x00"))
good("second version of the master key", TEXT, encrypt(TEXT, version=2))
good("another master key", TEXT, encrypt(TEXT, cmk=OTHER_CMK))
shared = rand(32)
good("value that shares its data key with an outline", TEXT, encrypt(TEXT, data_key=shared))
good("outline that shares its data key with a value", b"{}", encrypt(b"{}", part=2, data_key=shared), part=2)
for b in (other(account="", version_id=""), other(account="Ünïcode/ακκαουντ"), other(ordinal=2**64 - 1),
          other(ordinal=0, value_type=0), other(value_type=255), other(secret=bytes(16))):
    good("binding " + json.dumps(binding_json(b), ensure_ascii=False), TEXT, encrypt(TEXT, b=b), b=b)

# --- bad: layout ------------------------------------------------------------------------------------------------------
E = encrypt(TEXT)
M, R, U = "malformed", "refused", "unknown-key"
bad("nothing", b"", M)
bad("one byte", E[:1], M)
bad("magic only", E[:3], M)
bad("header only", E[:26], M)
bad("cut in the wrapped key", E[:80], M)
bad("cut in the commitment", E[:120], M)
bad("cut in the nonce", E[:149], M)
bad("no ciphertext, no tag", E[:150], M)
bad("no ciphertext", E[:150] + E[-16:], M)
bad("tag one byte short", E[:-1], M)
bad("no tag", E[:-16], M)
bad("ciphertext one byte short", E[:150] + E[151:], M)
bad("one byte more", E + b"\x00", M)
bad("line feed at the end", E + b"\n", M)
bad("64 bytes more after the tag", E + bytes(64), R)
bad("64 bytes more before the tag", E[:-16] + bytes(64) + E[-16:], R)
bad("two envelopes in one", E + E, M)
bad("hexadecimal text", E.hex().encode(), M)
bad("bytes in reverse", E[::-1], M)
bad("zeros of the right length", bytes(len(E)), M)
bad("ones of the right length", b"\xff" * len(E), M)
for at in range(3):
    bad(f"magic wrong at {at}", flip(E, at, 0x20), M)
bad("format 0", put(E, 3, b"\0"), M)
bad("format 2", encrypt(TEXT, head=header(1, form=2)), M)
bad("suite 0", put(E, 4, b"\0"), M)
bad("suite 2", encrypt(TEXT, head=header(1, suite=2)), M)
bad("part 0", put(E, 5, b"\0"), M)
bad("part 3", encrypt(TEXT, head=header(3)), M)
bad("magic of a master key", encrypt(TEXT, head=header(1, magic=b"SRK")), M)
bad("a master key's row", row(CMK, 1), M)

# --- bad: keys --------------------------------------------------------------------------------------------------------
bad("unknown master key", put(E, 6, bytes(16)), U)
bad("unknown version of the master key", put(E, 22, b"\0\0\0\3"), U)
bad("version written little-endian", put(E, 22, b"\1\0\0\0"), U)
bad("names another version of its master key", put(E, 22, b"\0\0\0\2"), R)
bad("names another master key", put(E, 6, OTHER_CMK), R)
bad("wrapped under another version", encrypt(TEXT, wrapping=KEYS[CMK, 2]), R)
bad("wrapped under the root key", encrypt(TEXT, wrapping=ROOT), R)
bad("wrapped under the key that seals master keys", encrypt(TEXT, wrapping=subkey(b"strongroom/1/seal master key")), R)
bad("wrapped under another label", encrypt(TEXT, box_label=b"strongroom/1/xob"), R)
bad("wrapped with another nonce", encrypt(TEXT, wrap_nonce=b"\1" + bytes(11)), R)
bad("salt all zero", put(E, 26, bytes(32)), R)
bad("salt changed", flip(E, 26), R)
bad("wrapped key changed", flip(E, 58), R)
bad("tag of the wrapped key changed", flip(E, 105), R)
bad("wrapped key of another envelope of this binding", put(E, 26, encrypt(TEXT)[26:106]), R)
bad("wraps another data key than it commits to", encrypt(TEXT, wrap=rand(32)), R)
bad("commitment changed", flip(E, 106, 0x80), R)
bad("commitment all zero", put(E, 106, bytes(32)), R)
bad("commitment to another data key", encrypt(TEXT, commitment=expand(rand(32), b"strongroom/1/commit data key")), R)
bad("commitment with another label", encrypt(TEXT, commit_label=b"strongroom/1/encrypt value"), R)
bad("commitment is the plain hash of the data key",
    encrypt(TEXT, data_key=shared, commitment=hashlib.sha256(shared).digest()), R)

# --- bad: content -----------------------------------------------------------------------------------------------------
bad("nonce changed", flip(E, 138), R)
bad("nonce of another envelope", put(E, 138, encrypt(TEXT)[138:150]), R)
bad("ciphertext changed at its start", flip(E, 150), R)
bad("ciphertext changed at its end", flip(E, len(E) - 17), R)
bad("tag changed", flip(E, len(E) - 1), R)
bad("tag all zero", E[:-16] + bytes(16), R)
bad("content of another envelope of this binding", E[:138] + encrypt(TEXT)[138:], R)
bad("content and commitment of another envelope of this binding", E[:106] + encrypt(TEXT)[106:], R)
bad("encrypted with the label of the outline", encrypt(TEXT, label=LABELS[2]), R)
bad("encrypted with the data key itself", encrypt(TEXT, data_key=shared, content_key=shared), R)
bad("encrypted with the commitment",
    encrypt(TEXT, data_key=shared, content_key=expand(shared, b"strongroom/1/commit data key")), R)
bad("outline relabelled as value", put(encrypt(TEXT, part=2), 5, b"\1"), R)
bad("value relabelled as outline", put(E, 5, b"\2"), R, part=2)
bad("value asked for as outline", E, R, part=2)
bad("outline asked for as value", encrypt(TEXT, part=2), R)
bad("content not bound to its binding", encrypt(TEXT, content_aad=header(1)), R)
bad("wrapped key not bound to its binding", encrypt(TEXT, wrap_aad=header(1)), R)
bad("padding: none", encrypt(TEXT, padded=b"x" * 64), R)
bad("padding: zeros only", encrypt(TEXT, padded=bytes(64)), R)
bad("padding: 0x01 instead of 0x80", encrypt(TEXT, padded=TEXT + b"\1" + bytes(63 - len(TEXT))), R)
bad("padding: counted bytes", encrypt(TEXT, padded=TEXT + bytes([64 - len(TEXT)]) * (64 - len(TEXT))), R)
bad("padding: 64 zeros too many", encrypt(TEXT, padded=pad(TEXT) + bytes(64)), R)
bad("padding: mark one byte too early", encrypt(TEXT, padded=bytes(63) + b"\x80" + bytes(64)), R)

# --- bad: binding -------------------------------------------------------------------------------------------------------
for what, b in (("another account", other(account="1234567890123457")),
                ("empty account", other(account="")),
                ("account with a space", other(account="1234567890123456 ")),
                ("account and version id trade a byte", other(account="1234567890123456v", version_id="1")),
                ("account and version id changed over", other(account="v1", version_id="1234567890123456")),
                ("another secret", other(secret=rand(16))),
                ("secret id in reverse", other(secret=BINDING["secret"][::-1])),
                ("another version id", other(version_id="v2")),
                ("version id in capitals", other(version_id="V1")),
                ("next ordinal", other(ordinal=8)),
                ("ordinal in the other byte order", other(ordinal=7 << 56)),
                ("another value type", other(value_type=0))):
    bad("binding: " + what, E, R, b=b)
bad("binding: another installation", encrypt(TEXT, aad=associated_data(header(1), BINDING, rand(16))), R)
bad("binding: without installation", encrypt(TEXT, aad=associated_data(header(1), BINDING, b"")), R)
bad("binding: without header", encrypt(TEXT, aad=associated_data(b"", BINDING)), R)
bad("binding: without lengths", encrypt(TEXT, aad=header(1) + INSTALLATION + b"1234567890123456" + BINDING["secret"] + b"v1"
                                   + struct.pack(">QB", 7, 1)), R)

# --- codes and records ------------------------------------------------------------------------------------------------
CONTEXT, ID = rand(16), rand(8)


def record(text, purpose=b"access-key", ident=ID, magic=b"SRR\x01\x01"):
    aad = magic + INSTALLATION + sized(purpose) + sized(ident)
    return magic + box(subkey(b"strongroom/1/seal record"), aad, text)


json.dump({
    "root_key": ROOT.hex(),
    "installation": INSTALLATION.hex(),
    "check_value": subkey(b"strongroom/1/check root").hex(),
    "master_keys": [{"id": c.hex(), "version": v, "row": row(c, v).hex()} for c, v in KEYS],
    "row_mac": {"table": "secret", "canonical": b"id=1".hex(),
                "mac": mac(subkey(b"strongroom/1/authenticate row"), sized(b"secret") + b"id=1").hex()},
    "fingerprint": {"context": CONTEXT.hex(), "data": TEXT.hex(),
                    "code": mac(subkey(b"strongroom/1/fingerprint value"), CONTEXT + TEXT)[:16].hex()},
    "token_fingerprint": {"purpose": "nonce", "data": TEXT.hex(),
                          "code": mac(subkey(b"strongroom/1/fingerprint token"), sized(b"nonce") + TEXT)[:16].hex()},
    "record": {"purpose": "access-key", "id": ID.hex(), "plaintext": TEXT.hex(), "sealed": record(TEXT).hex()},
    "good": GOOD,
    "bad": BAD,
}, sys.stdout, indent=1, ensure_ascii=False)
print()
