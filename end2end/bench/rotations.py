"""Rotations at a real PostgreSQL: what one takes, what a thousand at once mean for readers, and what the others pay."""

import concurrent.futures
import os
import re
import subprocess
import threading
import time

from harness.api import Api
from harness.fleet import at_rest, each, make
from harness.server import ROOT, Server
from harness.targets import OWN, Database

from .measure import due


def percentile(sorted_values, share):
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


def start_targets():
    """Starts `.ci/targets` unless told where they are. Whether it did."""
    if "TEST_TARGETS" in os.environ:
        return False
    printed = subprocess.run([ROOT / ".ci/targets", "start"], stdout=subprocess.PIPE, text=True, check=True).stdout
    os.environ["TEST_TARGETS"] = re.search(r"TEST_TARGETS='?([^'\n]+)", printed)[1]
    return True


class Statements:
    """The time that PostgreSQL spends in statements, which it logs meanwhile."""

    def __init__(self, database):
        self.database = database

    def __enter__(self):
        self._set("SET log_min_duration_statement = 0")
        self.begin = self._log().stat().st_size
        return self

    def __exit__(self, *_):
        self._set("RESET log_min_duration_statement")

    def _set(self, setting):
        for statement in (f"ALTER SYSTEM {setting}", "SELECT pg_reload_conf()"):
            done = self.database.run("admin", self.database.password, statement)
            assert done.returncode == 0, done.stderr
        # Its processes are told by a signal.
        time.sleep(1)

    def _log(self):
        return self.database.folder / "postgresql.log"

    def spent_ms(self):
        with open(self._log(), errors="replace") as log:
            log.seek(self.begin)
            return sum(float(found) for found in re.findall(r"duration: ([0-9.]+) ms", log.read()))


def one(server, database, api, count):
    """Milliseconds of a rotation until readers have the new credential, until the old one is proven dead, and of these the
    target's statements."""
    name, = make(server, database, 1, "SingleUser")
    served, ended = [], []
    with Statements(database) as statements:
        for n in range(count):
            version, begun = f"r{n}", time.monotonic()
            api.call("RotateSecret", SecretName=name, VersionId=version)
            while api.call("GetSecretValue", SecretName=name)["VersionId"] != version:
                time.sleep(0.005)
            served.append((time.monotonic() - begun) * 1_000)
            while "Rotation" in api.call("DescribeRotation", Version=OWN, SecretName=name):
                time.sleep(0.005)
            ended.append((time.monotonic() - begun) * 1_000)
        spent = statements.spent_ms() / count
    return percentile(sorted(served), 0.5), percentile(sorted(ended), 0.5), spent


def latencies(server, name, stop):
    """Milliseconds of reads on one connection until told to stop, sorted."""
    api, found = Api.of(server), []
    while not stop.is_set():
        begun = time.monotonic()
        api.call("GetSecretValue", SecretName=name)
        found.append((time.monotonic() - begun) * 1_000)
    api.close()
    return sorted(found)


def beside(server, name, work):
    """Latencies of reads beside some work, and what the work returned."""
    stop = threading.Event()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        reads = pool.submit(latencies, server, name, stop)
        try:
            done = work()
        finally:
            stop.set()
        return reads.result(), done


def rotations(given, say):
    """The section of the table."""
    started = start_targets()
    try:
        return measured(given, say)
    finally:
        if started:
            subprocess.run([ROOT / ".ci/targets", "stop"], check=True)


def measured(given, say):
    database = Database()
    with Server() as server:
        api = Api.of(server)
        api.call("CreateSecret", SecretName="read", VersionId="v1", SecretData="x" * 64)
        say("reads before anything rotates")
        before, _ = beside(server, "read", lambda: time.sleep(given.seconds))
        say("one secret")
        served, ended, spent = one(server, database, api, 20)
        say(f"{given.due} secrets are made")
        names = make(server, database, given.due, "SingleUser", target="many")
        time.sleep(5)
        idle, _ = beside(server, "read", lambda: time.sleep(given.seconds))
        say(f"{given.due} secrets at once")

        def all_at_once():
            begun = time.monotonic()
            each(server, names, lambda api, name: api.call("RotateSecret", SecretName=name, VersionId="v2"))
            at_rest(api, given.due)
            return time.monotonic() - begun

        busy, seconds = beside(server, "read", all_at_once)
        done = sum(each(server, names, lambda api, name: api.call("GetSecretValue", SecretName=name)["VersionId"] == "v2"))
        api.close()
    p99 = [percentile(found, 0.99) for found in (idle, busy)]
    return [
        f"Rotations at PostgreSQL, {given.due} of them at once; {done} were done",
        f"   one: {served:.1f} ms until readers have it, {ended:.1f} ms until the old one is dead; {spent:.1f} ms are the target's statements",
        due("one rotation, without the target's statements, ms", ended - spent, 50),
        due(f"{given.due} rotations, s", seconds, 60),
        f"   reads: p99 {p99[0]:.2f} ms before, {p99[1]:.2f} ms meanwhile ({len(busy)} of them)",
        due("p99 of reads meanwhile, times that before", p99[1] / p99[0], 2),
        due("median of reads without a rotation, beside a thousand that rotate, times that before", percentile(idle, 0.5) / percentile(before, 0.5), 1.1),
    ]
