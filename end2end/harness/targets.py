"""The targets of rotations that `.ci/targets` started."""

import glob
import os
import pathlib
import subprocess
import tempfile
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


class Host:
    """The SSH server that `.ci/targets` started as root, and accounts of this machine."""

    def __init__(self):
        self.folder = pathlib.Path(os.environ["TEST_TARGETS"])
        self.accounts = []

    def text(self, name):
        return (self.folder / name).read_text().strip()

    def new_account(self):
        """An account with a key pair: its name, the public and the private key."""
        account = f"srt_{uuid.uuid4().hex[:10]}"
        subprocess.run(["useradd", "-m", "-p", "*", account], check=True)
        self.accounts.append(account)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "key"
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
            private, public = path.read_text(), path.with_suffix(".pub").read_text()
        keys = pathlib.Path("/home") / account / ".ssh"
        keys.mkdir(mode=0o700)
        (keys / "authorized_keys").write_text(public)
        subprocess.run(["chown", "-R", f"{account}:", keys], check=True)
        return account, public.strip(), private

    def logs_in(self, account, private):
        with tempfile.TemporaryDirectory() as folder:
            key, known = pathlib.Path(folder) / "key", pathlib.Path(folder) / "known"
            key.touch(mode=0o600)
            key.write_text(private)
            known.write_text(f"[127.0.0.1]:{self.text('ssh.port')} {self.text('ssh/host_ed25519.pub')}\n")
            told = subprocess.run(["ssh", "-F", "/dev/null", "-i", key, "-p", self.text("ssh.port"), "-o", "BatchMode=yes",
                                   "-o", "IdentitiesOnly=yes", "-o", f"UserKnownHostsFile={known}", f"{account}@127.0.0.1", "id -un"],
                                  capture_output=True, text=True)
        return told.stdout.strip() == account

    def create_target(self, api, name, **manager):
        """Makes it known to a server; without a managing account if none is named."""
        api.call("CreateTarget", Version=OWN, TargetName=name, TargetType="ssh", Host="127.0.0.1", Port=self.text("ssh.port"),
                 Trust="host-key", HostKey=self.text("ssh/host_ed25519.pub"), **manager)

    def close(self):
        for account in self.accounts:
            subprocess.run(["userdel", "-rf", account], stderr=subprocess.DEVNULL)
