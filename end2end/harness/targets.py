"""The targets of rotations that `.ci/targets` started."""

import glob
import os
import pathlib
import subprocess
import uuid

from .canary import canary, plant

# Version of the product's own operations.
OWN = "2026-12-01"


def psql():
    """The client of PostgreSQL, wherever its package puts it."""
    return sorted(glob.glob("/usr/lib/postgresql/*/bin/psql"))[-1:] or ["psql"]


class Database:
    """The PostgreSQL that `.ci/targets` started."""

    def __init__(self):
        self.folder = pathlib.Path(os.environ["TEST_TARGETS"])
        self.port = self.text("postgresql.port")
        self.password = self.text("admin.password")
        plant(self.password, "the password of the target's managing account")

    def text(self, name):
        return (self.folder / name).read_text().strip()

    def run(self, account, password, statement):
        address = (f"host=localhost port={self.port} user={account} dbname=postgres connect_timeout=10 "
                   f"sslmode=verify-full sslrootcert={self.folder / 'ca.pem'}")
        environment = {**os.environ, "PGPASSWORD": password}
        return subprocess.run([*psql(), "-qXAt", address, "-c", statement], env=environment, capture_output=True, text=True)

    def logs_in(self, account, password):
        return self.run(account, password, "SELECT 1").stdout.strip() == "1"

    def new_account(self):
        account, password = f"app_{uuid.uuid4().hex[:10]}", canary("a database password").replace("'", "")
        done = self.run("admin", self.password, f"CREATE ROLE {account} LOGIN PASSWORD '{password}'")
        assert done.returncode == 0, done.stderr
        return account, password

    def create_target(self, api, name, **changes):
        """Makes it known to a server, with its managing account."""
        manager = {"ManagerName": "admin", "ManagerPassword": self.password, **changes}
        api.call("CreateTarget", Version=OWN, TargetName=name, TargetType="postgresql", Host="localhost", Port=self.port,
                 Trust="ca", CaCertificates=self.text("ca.pem"), **manager)
