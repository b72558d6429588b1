"""One server for all tests of this folder, its users and applications, and the final check."""

import atexit
import functools
import os
import sys
import unittest
import uuid

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from harness.api import Api, ApiError  # noqa: E402, F401
from harness.canary import canary, leaks, plant, planted  # noqa: E402, F401
from harness.console import Console  # noqa: E402
from harness.server import Server  # noqa: E402


@functools.cache
def server():
    """The server all tests share, started on first use."""
    # Functions of the tests are on this machine.
    arguments = ["--callable-networks", "127.0.0.0/8"]
    started = Server(database_url=os.environ.get("TEST_DATABASE_URL"), arguments=arguments)
    started.__enter__()
    atexit.register(started.__exit__)
    plant(started.facts["admin_password"], "the administrator's password")
    plant(started.facts["access_key_secret"], "the administrator's AccessKey secret")
    return started


@functools.cache
def administrator():
    """The administrator, signed in to the console."""
    console = Console(server().console)
    console.sign_in(server().facts["admin_user"], server().facts["admin_password"])
    return console


def reader(*patterns):
    """Creates an application that can read secrets that match the patterns: (AccessKey id, AccessKey secret, user name)."""
    name = f"app-{uuid.uuid4().hex[:8]}"
    administrator().create_application(name, patterns)
    key_id, secret = administrator().create_access_key(name)
    plant(secret, f"the AccessKey secret of {name}")
    return key_id, secret, name


def served_files(server):
    """Everything a server wrote, except its root key."""
    return [server.log_path, *(p for p in server.data.rglob("*") if p.is_file() and p.name != "root.key")]


def audit_export():
    """The newest events as exported by the console, in both formats."""
    query = {"range": "Day", "between": None, "filter": {}, "cursor": None}
    return "".join(administrator().call_json("export_events", query=query, format=format)["text"] for format in ("JsonLines", "Csv"))


def unique(prefix="test"):
    """A name no other test uses."""
    return f"{prefix}/{uuid.uuid4().hex[:12]}"


class ServerCase(unittest.TestCase):
    """A test against the shared server, which must be healthy and without panics afterwards."""

    @classmethod
    def setUpClass(cls):
        cls.server = server()
        cls.api = Api.of(cls.server)

    @classmethod
    def tearDownClass(cls):
        cls.api.close()

    def setUp(self):
        self.log_before = len(self.server.log())

    def tearDown(self):
        self.assertEqual(self.server.health("api")[0], 200)
        self.assertEqual(self.server.health("console")[0], 200)
        new = self.server.log()[self.log_before:]
        self.assertNotIn("panicked", new)
        self.assertNotIn("InternalFailure", new)

    def refused(self, code, status, call, *arguments, **parameters):
        """Expects the call to fail with this error; returns it."""
        with self.assertRaises(ApiError) as caught:
            call(*arguments, **parameters)
        self.assertEqual((caught.exception.code, caught.exception.status), (code, status), caught.exception)
        return caught.exception
