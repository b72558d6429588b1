"""Bulk requests: secrets created through the API, and signed reads for wrk."""

import hmac
import itertools
import json
import math
import multiprocessing
import os
import random
import secrets
import socket
import ssl
import uuid
from base64 import b64encode

from harness import signing

PAYLOAD = '{{"username":"ledger","password":"{}"}}'  # two keys, 64 bytes filled in
WORDS = ["payments", "shop", "crm", "data", "mail", "fleet", "search", "mobile"]
PROCESSES = 2
CONNECTIONS = 24  # of each process: enough for the server to commit in groups


def name(number):
    return f"bench/{number:06d}"


def payload():
    return PAYLOAD.format(secrets.token_hex(15))


class Connection:
    """A keep-alive TLS connection, one request at a time; parses only status and length."""

    def __init__(self, address, context):
        host, port = address.split(":")
        plain = socket.create_connection((host, int(port)), 60)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = context.wrap_socket(plain, server_hostname=host)

    def send(self, request):
        self.socket.sendall(request)

    def receive(self):
        """The status of the response."""
        data = self.socket.recv(65_536)
        while b"\r\n\r\n" not in data:
            more = self.socket.recv(65_536)
            if not more:
                raise ConnectionError("closed without an response")
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        lower = head.lower()
        at = lower.find(b"content-length:")
        missing = int(lower[at + 15:].split(b"\r\n", 1)[0]) - len(body) if at >= 0 else 0
        while missing > 0:
            missing -= len(self.socket.recv(65_536))
        return int(head[9:12])


def send_all(address, ca_file, requests):
    """Sends every request of an iterator over several connections; all must succeed with 2xx."""
    context = ssl.create_default_context(cafile=ca_file)
    connections = [Connection(address, context) for _ in range(CONNECTIONS)]
    requests = iter(requests)
    while batch := list(itertools.islice(requests, CONNECTIONS)):
        for connection, request in zip(connections, batch):
            connection.send(request)
        for connection, _ in zip(connections, batch):
            status = connection.receive()
            if not 200 <= status < 300:
                raise RuntimeError(f"loading failed with status {status}")


def create_requests(address, key_id, secret, numbers):
    for number in numbers:
        tags = json.dumps([{"TagKey": "team", "TagValue": WORDS[number % len(WORDS)]}])
        parameters = {
            "SecretName": name(number), "VersionId": "v1", "SecretData": payload(),
            "Description": f"{WORDS[number // 7 % len(WORDS)]} database {number}", "Tags": tags,
        }
        body = signing.canonical_query(signing.rpc(key_id, secret, "CreateSecret", parameters)).encode()
        head = f"POST / HTTP/1.1\r\nHost: {address}\r\nContent-Type: {signing.FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
        yield head.encode() + body


def _create(address, facts, numbers):
    send_all(address, facts["ca_file"], create_requests(address, facts["access_key_id"], facts["access_key_secret"], numbers))


def create_secrets(server, first, last):
    """Creates secrets with these numbers through the API."""
    in_processes(_create, [(server.api, server.facts, range(first + part, last, PROCESSES)) for part in range(PROCESSES)])


def _sign(path, key_id, secret, numbers, count, seed):
    """Writes targets of signed GetSecretValue calls: the fixed parts are encoded once, only name and nonce differ."""
    stamp = signing.timestamp(10 * 60)  # ahead of the clock, so that the window lasts for the whole section
    key = f"{secret}&".encode()
    choose = random.Random(seed)
    names = [(signing.encode(name(n)), signing.encode(signing.encode(name(n)))) for n in range(numbers)]
    fixed = {"AccessKeyId": key_id, "Action": "GetSecretValue", "Format": "JSON"}
    before = signing.canonical_query(fixed) + "&SecretName="
    middle = "&" + signing.canonical_query({"SignatureMethod": "HMAC-SHA1"}) + "&SignatureNonce="
    after = "&" + signing.canonical_query({"SignatureVersion": "1.0", "Timestamp": stamp, "Version": signing.VERSION})
    text = [b"POST&%2F&" + signing.encode(before).encode(), signing.encode(middle).encode(), signing.encode(after).encode()]
    nonce = uuid.uuid4().int
    with open(path, "w", buffering=1 << 20) as lines:
        for _ in range(count):
            nonce += 1
            shown, twice = names[choose.randrange(numbers)]
            unique = f"{nonce:032x}"[-32:]
            message = b"".join((text[0], twice.encode(), text[1], unique.encode(), text[2]))
            signature = b64encode(hmac.digest(key, message, "sha1")).decode()
            signature = signature.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
            lines.write(f"/?{before}{shown}{middle}{unique}{after}&Signature={signature}\n")
        # Now, or the kernel writes these hundreds of megabytes while the measurement waits for the disk.
        lines.flush()
        os.fsync(lines.fileno())


def sign_reads(prefix, server, numbers, count):
    """`count` signed reads of the first `numbers` secrets, one file for each thread of wrk."""
    facts = server.facts
    each = math.ceil(count / PROCESSES)
    in_processes(_sign, [
        (f"{prefix}.{part}", facts["access_key_id"], facts["access_key_secret"], numbers, each, part) for part in range(PROCESSES)
    ])


def write_targets(prefix, targets):
    """The same targets for each thread, each in a different order."""
    for part in range(PROCESSES):
        order = list(targets)
        random.Random(part).shuffle(order)
        with open(f"{prefix}.{part}", "w") as lines:
            lines.writelines(f"{target}\n" for target in order)


def in_processes(work, arguments):
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=work, args=given) for given in arguments]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        if process.exitcode:
            raise RuntimeError(f"{work.__name__} failed")
