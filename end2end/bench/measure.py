"""The measurements. Each section returns the lines of its table."""

import json
import os
import pathlib
import random
import re
import statistics
import subprocess
import time

from harness.api import Api
from harness.console import Console
from harness.server import ROOT, Server, binary

from . import load, peer

SCRIPT = pathlib.Path(__file__).resolve().parent / "requests.lua"
LEVELS = (1, 8, 64)
# Signed reads prepared per second: more than the server can serve.
PER_SECOND = {1: 8_000, 8: 40_000, 64: 50_000}


class Read:
    """One measurement of wrk."""

    def __init__(self, address, prefix, connections, seconds, header="", method="GET", tls=True):
        scheme = "https" if tls else "http"
        threads = min(connections, load.PROCESSES)
        done = subprocess.run(
            ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", SCRIPT,
             f"{scheme}://{address}", "--", str(prefix), header, method],
            capture_output=True, text=True, check=True,
        )
        result = re.search(r"^RESULT (.*)$", done.stdout, re.M)
        if not result:
            raise RuntimeError(f"wrk: {done.stdout}{done.stderr}")
        numbers = json.loads(result[1])
        self.requests, self.errors = numbers["requests"], numbers["errors"]
        self.rate = numbers["requests"] / (numbers["micros"] / 1e6)
        self.p50, self.p99 = numbers["p50"] / 1_000, numbers["p99"] / 1_000
        if self.errors:
            raise RuntimeError(f"{self.errors} of {self.requests} requests failed: {done.stdout}")

    def cells(self):
        return f"{self.rate:>10,.0f} {self.p50:>8.2f} {self.p99:>8.2f}"


def settle(pid, quiet=1.0, timeout=120):
    """Waits until a process uses no more than a fortieth of a core, so that its clean-up does not affect the measurement."""
    end = time.monotonic() + timeout
    before = cpu_seconds(pid)
    while time.monotonic() < end:
        time.sleep(quiet)
        now = cpu_seconds(pid)
        if now - before < quiet / 40:
            return
        before = now


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def resident(pid):
    """Megabytes now and at most, so far."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return tuple(int(re.search(rf"^{name}:\s+(\d+) kB", status, re.M)[1]) / 1_024 for name in ("VmRSS", "VmHWM"))


def our_read(server, given, connections, seconds):
    """Distinct signed GetSecretValue calls over all secrets."""
    prefix = given.scratch / "reads"
    load.sign_reads(prefix, server, given.secrets, PER_SECOND[connections] * seconds)
    return Read(server.api, prefix, connections, seconds, "Content-Length: 0\r\n", "POST")


def reads(given, say):
    """Requests a second and latencies of reads at three numbers of connections."""
    rows = {}
    with Server() as server:
        say(f"loading {given.secrets:,} secrets")
        load.create_secrets(server, 0, given.secrets)
        bao = peer.OpenBao(given.venv / "bao")
        ceiling = peer.Ceiling()
        try:
            say(f"loading {given.secrets:,} secrets into OpenBao")
            bao.load(given.secrets)
            targets = given.scratch / "bao"
            load.write_targets(targets, [f"/v1/kv/data/{load.name(n)}" for n in range(given.secrets)])
            bare = given.scratch / "bare"
            load.write_targets(bare, ["/"] * 1_000)
            token = f"X-Vault-Token: {bao.token}\r\n"
            our_read(server, given, 8, 2)  # warm-up
            Read(bao.address, targets, 8, 2, token)
            for connections in LEVELS:
                settle(server.process.pid)
                settle(bao.process.pid)
                ours = our_read(server, given, connections, given.seconds)
                settle(server.process.pid)
                theirs = Read(bao.address, targets, connections, given.seconds, token)
                settle(bao.process.pid)
                most = Read(ceiling.address, bare, connections, given.seconds, tls=False)
                rows[connections] = ours, theirs, most
                say(f"{connections} connections: ours {ours.cells()}, OpenBao {theirs.cells()}, bare {most.cells()}")
        finally:
            bao.stop()
            ceiling.stop()
    head = f"{'':>11} {'requests/s':>10} {'p50 ms':>8} {'p99 ms':>8}"
    lines = [f"GetSecretValue, {given.secrets:,} secrets of 64 bytes, keep-alive TLS, each read audited on disk before its response", head]
    for connections, (ours, theirs, most) in rows.items():
        lines += [
            f"{connections} connection{'s' if connections > 1 else ''}", f"{'Strongroom':>11} {ours.cells()}",
            f"{'OpenBao':>11} {theirs.cells()}   {ours.rate / theirs.rate:.1f} times its rate, {theirs.p99 / ours.p99:.1f} times shorter p99",
            f"{'bare axum':>11} {most.cells()}   plain HTTP, no work: we reach {ours.rate / most.rate:.0%}",
        ]
    few, many = rows[LEVELS[0]], rows[LEVELS[-1]]
    return lines + [
        due("rate at 64 connections, times OpenBao's", many[0].rate / many[1].rate, 5, at_least=True),
        due("p99 at 64 connections, part of OpenBao's", many[0].p99 / many[1].p99, 0.2),
        due("p50 at 1 connection, ms", few[0].p50, 0.4),
    ]


def memory(given, say):
    """Start-up time, resident memory after a minute at full speed, and what a read leaves on disk."""
    with Server() as server:
        say(f"loading {given.secrets:,} secrets")
        load.create_secrets(server, 0, given.secrets)
        settle(server.process.pid)
        server.stop()
        before = stored(server)
        starts = [server.start()]
        for _ in range(4):
            server.stop()
            starts.append(server.start())
        idle = resident(server.process.pid)[0]
        say(f"{given.minute} s at full speed")
        read = our_read(server, given, 64, given.minute)
        loaded, most = resident(server.process.pid)
        settle(server.process.pid)
        after = resident(server.process.pid)[0]
        server.stop()
        per_read = (stored(server) - before) / read.requests
    return [
        f"With {given.secrets:,} secrets; {read.requests:,} reads at {read.rate:,.0f}/s in {given.minute} s",
        f"resident memory: {idle:.0f} MB after start, {loaded:.0f} MB after the reads, {most:.0f} MB at most, {after:.0f} MB when idle again",
        due("resident memory after the reads, MB", loaded, 60),
        due("audit on disk, bytes a read", per_read, 600),
        due("start to ready, s (median of 5)", statistics.median(starts), 1),
    ]


def stored(server):
    """Bytes of the data folder of a stopped server."""
    return sum(path.stat().st_size for path in server.data.rglob("*") if path.is_file())


def lists(given, say):
    """The first page of a filtered list, over the API and in the console."""
    with Server() as server:
        say(f"loading {given.many:,} secrets")
        begun = time.monotonic()
        load.create_secrets(server, 0, given.many)
        say(f"{given.many / (time.monotonic() - begun):,.0f} secrets/s made")
        settle(server.process.pid)
        api = Api.of(server)
        console = Console(server.console)
        console.sign_in(server.facts["admin_user"], server.facts["admin_password"])
        choose = random.Random(1)
        number = lambda: f"{choose.randrange(given.many):06d}"  # noqa: E731
        word = lambda: choose.choice(load.WORDS)  # noqa: E731
        filters = {
            "name, one match": lambda: [("SecretName", load.name(choose.randrange(given.many)))],
            "name, part": lambda: [("SecretName", number()[:4])],
            "description word": lambda: [("Description", f"{word()} database")],
            "tag": lambda: [("TagKey", "team"), ("TagValue", word())],
            "nothing found": lambda: [("SecretName", "absent" + number())],
        }
        pages = {
            "no filter": lambda: "", "words": lambda: f"?q={word()}+{number()[:3]}", "part of a name": lambda: f"?q={number()[:5]}",
            "tag, by change": lambda: f"?tag=team&value={word()}&sort=updated",
        }
        rows = []
        for what, make in filters.items():
            query = lambda make=make: api.call("ListSecrets", Filters=[{"Key": k, "Values": [v]} for k, v in make()], PageSize="50")  # noqa: E731
            rows.append(("API", what, timed(query)))
        for what, make in pages.items():
            rows.append(("console", what, timed(lambda make=make: console.get(f"/secrets{make()}"))))
    lines = [f"Filtered list, first page of 50, {given.many:,} secrets, ms", f"{'':>28} {'p50':>8} {'p95':>8}"]
    lines += [f"{surface:>8} {what:>19} {p50:>8.1f} {p95:>8.1f}" for surface, what, (p50, p95) in rows]
    return lines + [due("slowest p95, ms", max(p95 for *_, (_, p95) in rows), 50)]


def filters(given, say):
    """The store alone: the first page for every kind of filter, on SQLite and PostgreSQL."""
    begun = "TEST_DATABASE_URL" not in os.environ
    command = f"cargo run --locked --quiet --release -p strongroom-store --example lists -- {given.many}"
    say(f"making {given.many:,} secrets in SQLite and in PostgreSQL")
    try:
        done = subprocess.run(
            ["bash", "-ec", f". target/env; {'eval $(.ci/postgres start);' if begun else ''} {command}"],
            cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
        )
    finally:
        if begun:
            subprocess.run([ROOT / ".ci/postgres", "stop"], check=True)
    slowest = re.findall(r"^(\w+): slowest p95 ([\d.]+)", done.stdout, re.M)
    return done.stdout.splitlines() + [due(f"slowest p95, {where}, ms", float(p95), 50) for where, p95 in slowest]


POLICIES = 1_000  # custom ones; an account may have 1,500


def identities(given, say):
    """Lists of users and policies, decisions and explanations with many of both."""
    with Server() as server:
        api = Api.of(server)
        ram = lambda action, **more: api.call(action, Version="2015-05-01", **more)  # noqa: E731
        say(f"making {given.users:,} users and {POLICIES:,} policies")
        begun = time.monotonic()
        for number in range(POLICIES):
            ram("CreatePolicy", PolicyName=f"bench-{number:04d}", PolicyDocument=json.dumps(document(number)))
        for number in range(given.users):
            ram("CreateUser", UserName=f"user-{number:05d}")
        say(f"{(given.users + POLICIES) / (time.monotonic() - begun):,.0f} a second made")
        load.create_secrets(server, 0, 1_000)
        user, name = f"user-{given.users // 2:05d}", load.name(500)
        for number in range(5):
            ram("AttachPolicyToUser", PolicyType="Custom", PolicyName=f"bench-{number:04d}", UserName=user)
        key = ram("CreateAccessKey", UserName=user)["AccessKey"]
        theirs = Api.of(server, key_id=key["AccessKeyId"], secret=key["AccessKeySecret"])
        settle(server.process.pid)
        console = Console(server.console)
        console.sign_in(server.facts["admin_user"], server.facts["admin_password"])
        page = lambda path: lambda: console.get(path)  # noqa: E731
        explain = f"/explain?principal={user}&action=kms:GetSecretValue&resource={name}"
        work = {
            "API: users": lambda: ram("ListUsers", MaxItems="100"), "API: policies": lambda: ram("ListPolicies", PolicyType="Custom", MaxItems="100"),
            "API: a value, 50 statements": lambda: theirs.call("GetSecretValue", SecretName=name),
            "API: a value, 1 statement": lambda: api.call("GetSecretValue", SecretName=name),
            "users": page("/users"), "users found": page(f"/users?q={user[:8]}"), "a user": page(f"/users/{user}"),
            "policies": page("/policies"), "a policy": page("/policies/Custom/bench-0500"), "explanation": page(explain),
            "readers of a secret": page(f"/secrets/access/{name}"),
        }
        rows = [(what, timed(each, 50)) for what, each in work.items()]
    lines = [f"{given.users:,} users, {POLICIES:,} policies, ms", f"{'':>28} {'p50':>8} {'p95':>8}"]
    return lines + [f"{what:>28} {p50:>8.1f} {p95:>8.1f}" for what, (p50, p95) in rows]


def document(number):
    """Ten statements; the last grants."""
    resource = lambda at: f"acs:kms:*:*:secret/team-{number}-{at}/*"  # noqa: E731
    deny = [{"Effect": "Deny", "Action": ["kms:Put*", "kms:Get*Value"], "Resource": resource(at),
             "Condition": {"NotIpAddress": {"acs:SourceIp": ["127.0.0.0/8", "10.0.0.0/8"]}}} for at in range(9)]
    allow = {"Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "acs:kms:*:*:secret/bench/*"}
    return {"Version": "1", "Statement": [*deny, allow]}


def timed(work, times=100):
    """p50 and p95 in milliseconds."""
    for _ in range(5):
        work()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1_000)
    taken.sort()
    return taken[len(taken) // 2], taken[len(taken) * 95 // 100]


def size(_given, _say):
    """Bytes a browser loads until the first page is interactive, and for all pages together."""
    (folder,) = (binary().parent / "site/pkg").iterdir()
    lines, first, most = ["Scripts of the console, brotli"], 0, 0
    for path in sorted([*folder.glob("*.js"), *folder.glob("*.wasm")]):
        compressed = path.with_name(path.name + ".br").stat().st_size
        if path.name.startswith("part-"):
            most = max(most, compressed)
        else:
            first += compressed
        lines.append(f"{path.name:>40} {compressed:>10,} of {path.stat().st_size:,} bytes")
    return lines + [due("JS and WASM of the first page, kB", first / 1_000, 350),
                    due("with the largest part, kB", (first + most) / 1_000, 350)]


def due(what, value, limit, at_least=False):
    """A figure and its limit."""
    good = value >= limit if at_least else value <= limit
    words = "at least" if at_least else "at most"
    return f"{'ok ' if good else 'MISSED'} {what}: {value:,.2f} ({words} {limit:,})"
