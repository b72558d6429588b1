#!/usr/bin/env python3
"""An example of a rotation function (docs/rotation-functions.md), with Python's standard library alone.

It rotates tokens of an application that reads the hashes of its valid tokens from a file:

    rotation_function.py --tokens tokens.json --key-file signing.key --certificate server.pem --private-key server.key

Replace `Tokens` by what changes your own system.
"""

import argparse
import hashlib
import hmac
import json
import os
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MOST_BYTES = 1 << 20
OLDEST_SECONDS = 300


class Failed(Exception):
    """A step that cannot be done; the code is one of those in docs/rotation-functions.md."""

    def __init__(self, code):
        self.code = code


class Tokens:
    """The valid tokens, as hashes. Each change replaces the file as a whole, and doing one again changes nothing."""

    def __init__(self, path):
        self.path = path
        self.lock = threading.Lock()

    def read(self):
        try:
            with open(self.path, encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return []

    def write(self, hashes):
        with open(f"{self.path}.new", "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            json.dump(hashes, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(f"{self.path}.new", self.path)

    def accept(self, token):
        with self.lock:
            hashes = self.read()
            if digest(token) not in hashes:
                self.write([*hashes, digest(token)])

    def refuse(self, token):
        with self.lock:
            self.write([one for one in self.read() if one != digest(token)])

    def accepts(self, token):
        with self.lock:
            return digest(token) in self.read()


def digest(token):
    return hashlib.sha256(token.encode()).hexdigest()


def step(call, tokens):
    """What becomes of one call. The same call may come again, also after its answer was lost."""
    match call["step"]:
        case "create":
            # The answer does not depend on anything remembered. A function that makes the value itself
            # must answer with the same value for the same call["token"].
            return {"outcome": "generate"}
        case "set":
            tokens.accept(call["pending"])
            return {"outcome": "done"}
        case "test":
            return {"outcome": "accepted" if tokens.accepts(call["value"]) else "refused"}
        case "finish":
            tokens.refuse(call["revoked"])
            return {"outcome": "done"}
        case _:
            raise Failed("unsupported")


def is_signed(key, headers, body):
    """Whether the body is what Strongroom signed, not long ago."""
    timestamp = headers.get("Strongroom-Timestamp", "")
    if not timestamp.isascii() or not timestamp.isdigit() or abs(time.time() - int(timestamp)) > OLDEST_SECONDS:
        return False
    code = hmac.new(key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v1={code}".encode(), headers.get("Strongroom-Signature", "").encode())


def server(address, key, tokens, rehearsed, context):
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self):
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 < length <= MOST_BYTES:
                return self.answer(400, {})
            body = self.rfile.read(length)
            if not is_signed(key, self.headers, body):
                return self.answer(401, {})
            call = json.loads(body)
            if call["version"] != 1:
                return self.answer(400, {})
            try:
                done = step(call, rehearsed if call["rehearsal"] else tokens)
            except Failed as failed:
                done = {"outcome": "failed", "code": failed.code}
            self.answer(200, {"version": 1, **done})

        def answer(self, status, answer):
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Nothing of a call is logged."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def get_request(self):
            stream, peer = super().get_request()
            stream.settimeout(10)
            # The handshake is done by the thread of the connection.
            return context.wrap_socket(stream, server_side=True, do_handshake_on_connect=False), peer

    return Server(address, Handler)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokens", required=True, help="file of the valid tokens' hashes")
    parser.add_argument("--key-file", required=True, help="file of the signing key")
    parser.add_argument("--certificate", required=True, help="certificate chain, PEM")
    parser.add_argument("--private-key", required=True, help="its private key, PEM")
    parser.add_argument("--port", type=int, default=8443, help="port to listen on; 0 for any")
    given = parser.parse_args()
    with open(given.key_file, "rb") as file:
        key = file.read().strip()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(given.certificate, given.private_key)
    rehearsed = Tokens(f"{given.tokens}.rehearsed")
    with server(("127.0.0.1", given.port), key, Tokens(given.tokens), rehearsed, context) as serving:
        print(f"https://localhost:{serving.server_address[1]}/rotate", flush=True)
        serving.serve_forever()


if __name__ == "__main__":
    main()
