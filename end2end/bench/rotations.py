"""Rotations at a real PostgreSQL: what one takes, and what a thousand at once mean for readers."""

import concurrent.futures
import os
import re
import subprocess
import threading
import time

from harness.api import Api
from harness.fleet import at_rest, each, make
from harness.server import ROOT, Server
from harness.targets import Database

from .measure import due


def targets():
    """The folder of `.ci/targets`, which is started if it does not run."""
    printed = subprocess.run([ROOT / ".ci/targets", "start"], capture_output=True, text=True, check=True).stdout
    return re.search(r"TEST_TARGETS='?([^'\n]+)", printed)[1]


def statements_ms(database):
    """Milliseconds that PostgreSQL spent in statements since the log began."""
    lines = (database.folder / "postgresql.log").read_text(errors="replace")
    return sum(float(found) for found in re.findall(r"duration: ([0-9.]+) ms", lines))


def one(server, database, api, count):
    """Milliseconds of a rotation, and those of them that are not the target's."""
    name, = make(server, database, 1, "SingleUser")
    database.run("admin", database.password, "ALTER SYSTEM SET log_min_duration_statement = 0")
    database.run("admin", database.password, "SELECT pg_reload_conf()")
    time.sleep(1)
    before, took = statements_ms(database), []
    for n in range(count):
        begun = time.monotonic()
        version = f"r{n}"
        api.call("RotateSecret", SecretName=name, VersionId=version)
        while api.call("GetSecretValue", SecretName=name)["VersionId"] != version:
            time.sleep(0.001)
        took.append((time.monotonic() - begun) * 1_000)
        at_rest(api, 1)
    spent = (statements_ms(database) - before) / count
    database.run("admin", database.password, "ALTER SYSTEM RESET log_min_duration_statement")
    database.run("admin", database.password, "SELECT pg_reload_conf()")
    took.sort()
    return took[len(took) // 2], spent


def latencies(server, name, stop):
    """Milliseconds of reads on one connection until told to stop."""
    api, found = Api.of(server), []
    while not stop.is_set():
        begun = time.monotonic()
        api.call("GetSecretValue", SecretName=name)
        found.append((time.monotonic() - begun) * 1_000)
    api.close()
    return sorted(found)


def beside(server, name, work):
    """The 99th percentile of reads beside some work, and what the work returned."""
    stop = threading.Event()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        reads = pool.submit(latencies, server, name, stop)
        done = work()
        stop.set()
        found = reads.result()
    return found[len(found) * 99 // 100], done


def rotations(given, say):
    """The section of the table."""
    os.environ.setdefault("TEST_TARGETS", targets())
    database = Database()
    with Server() as server:
        api = Api.of(server)
        api.call("CreateSecret", SecretName="read", VersionId="v1", SecretData="x" * 64)
        say("one secret")
        median, spent = one(server, database, api, 20)
        say(f"{given.due} secrets at once")
        names = make(server, database, given.due, "SingleUser", target="many")
        idle, _ = beside(server, "read", lambda: time.sleep(10))

        def all_at_once():
            begun = time.monotonic()
            each(server, names, lambda api, name: api.call("RotateSecret", SecretName=name, VersionId="v2"))
            at_rest(api, given.due)
            return time.monotonic() - begun

        busy, seconds = beside(server, "read", all_at_once)
        done = sum(each(server, names, lambda api, name: api.call("GetSecretValue", SecretName=name)["VersionId"] == "v2"))
        api.close()
    return [
        f"Rotations at PostgreSQL, {given.due} of them at once; {done} were done",
        due("one rotation, without the target's statements, ms", median - spent, 50),
        due(f"{given.due} rotations, s", seconds, 60),
        due("p99 of reads meanwhile, times that before", busy / idle, 2),
    ]
