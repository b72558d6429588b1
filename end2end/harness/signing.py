"""The vendor's two request signatures, written from its published rules with the standard library only."""

import base64
import hashlib
import hmac
import time
import urllib.parse
import uuid

VERSION = "2016-01-20"
FORM = "application/x-www-form-urlencoded"


def timestamp(shift_seconds=0):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + shift_seconds))


def encode(text):
    """Percent-encoding: letters, digits and -_.~ are kept."""
    return urllib.parse.quote(text, safe="~")


def canonical_query(parameters):
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in sorted(parameters.items()))


def rpc_signature(secret, method, parameters):
    text = "&".join([method, "%2F", encode(canonical_query(parameters))])
    return base64.b64encode(hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()).decode()


def rpc_parameters(key_id, action, parameters, **overrides):
    """All parameters of an RPC call but the signature. An override of None leaves a parameter out."""
    common = {
        "Action": action,
        "Version": VERSION,
        "Format": "JSON",
        "AccessKeyId": key_id,
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": uuid.uuid4().hex,
        "Timestamp": timestamp(),
    }
    common.update(parameters)
    common.update(overrides)
    return {name: value for name, value in common.items() if value is not None}


def rpc(key_id, secret, action, parameters, method="POST", **overrides):
    """A signed RPC call's parameters, Signature included."""
    signed = rpc_parameters(key_id, action, parameters, **overrides)
    signed["Signature"] = rpc_signature(secret, method, signed)
    return signed


def acs3(key_id, secret, action, query, host, body=b"", method="POST", content_type=None, **overrides):
    """Headers of a call with signature version 3. Overrides replace `x-acs-` headers before signing; None drops one."""
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-version": VERSION,
        "x-acs-date": timestamp(),
        "x-acs-signature-nonce": uuid.uuid4().hex,
        "x-acs-content-sha256": hashlib.sha256(body).hexdigest(),
    }
    if content_type:
        headers["content-type"] = content_type
    for name, value in overrides.items():
        headers[name.replace("_", "-")] = value
    headers = {name: value for name, value in headers.items() if value is not None}
    names = sorted(headers)
    signed_headers = ";".join(names)
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    body_hash = hashlib.sha256(body).hexdigest()
    request = "\n".join([method, "/", canonical_query(query), lines, signed_headers, body_hash])
    text = "ACS3-HMAC-SHA256\n" + hashlib.sha256(request.encode()).hexdigest()
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    headers["Authorization"] = f"ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={signed_headers},Signature={signature}"
    return headers
