"""A fresh Strongroom server on free ports in a temporary folder."""

import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.parse
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def binary():
    """The binary under test: $STRONGROOM_BIN, or the result of `make build`."""
    return pathlib.Path(os.environ.get("STRONGROOM_BIN") or ROOT / "dist/strongroom").resolve()


def run_folder(program, scratch):
    """The folder with Leptos.toml: beside the binary in a release; a similar one for a binary built by cargo."""
    if (program.parent / "Leptos.toml").exists():
        return program.parent
    folder = scratch / "run"
    if not folder.exists():
        folder.mkdir()
        shutil.copy(ROOT / "Leptos.toml", folder)
        built = ROOT / "target/site"
        (folder / "site").symlink_to(built) if built.exists() else (folder / "site").mkdir()
    return folder


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def fresh_database(url):
    """Creates an empty database on the same PostgreSQL server and returns its URL."""
    name = f"strongroom_{uuid.uuid4().hex[:12]}"
    subprocess.run(["psql", "--quiet", "--dbname", url, "--command", f"CREATE DATABASE {name}"], check=True)
    return urllib.parse.urlsplit(url)._replace(path=f"/{name}").geturl()


class Server:
    """Runs `init` when constructed; then `start`, `kill` and `stop` can be repeated. A context manager that cleans up."""

    def __init__(self, database_url=None, environment=None, arguments=()):
        self.program = binary()
        if not self.program.exists():
            raise SystemExit(f"{self.program} does not exist: run `make build` or set STRONGROOM_BIN")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="strongroom-"))
        self.data = self.folder / "data"
        self.run_folder = run_folder(self.program, self.folder)
        self.log_path = self.folder / "server.log"
        self.console = f"127.0.0.1:{free_port()}"
        self.api = f"127.0.0.1:{free_port()}"
        self.database_url = fresh_database(database_url) if database_url else None
        # Do not inherit the caller's settings.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("STRONGROOM_")}
        self.environment = {**inherited, **(environment or {})}
        self.arguments = list(arguments)
        self.process = None
        made = self.command("init", "--data-dir", str(self.data), "--json", *self.database())
        if made.returncode:
            raise RuntimeError(f"init failed: {made.stderr}")
        self.facts = json.loads(made.stdout)

    @classmethod
    def beside(cls, other):
        """Another server on the database of this one, with a data folder of its own and the same root key."""
        node = cls.__new__(cls)
        node.__dict__.update(other.__dict__)
        node.folder = pathlib.Path(tempfile.mkdtemp(prefix="strongroom-"))
        node.data, node.log_path = node.folder / "data", node.folder / "server.log"
        node.data.mkdir(mode=0o700)
        shutil.copy(other.data / "root.key", node.data)
        node.console, node.api = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
        node.facts = {**other.facts, "ca_file": str(node.data / "tls/ca.pem")}
        node.process = None
        return node

    def database(self):
        """The database option, unless the database is the embedded one."""
        return ["--database-url", self.database_url] if self.database_url else []

    def command(self, *arguments, timeout=120):
        """Runs a subcommand and waits for it."""
        return subprocess.run(
            [self.program, *arguments], cwd=self.run_folder, env=self.environment,
            capture_output=True, text=True, timeout=timeout,
        )

    def start(self, timeout=30):
        """Starts the server and waits until both listeners are ready. Returns the seconds that took."""
        begun = time.monotonic()
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "serve", "--data-dir", self.data, "--console", self.console, "--api", self.api,
                 *self.database(), *self.arguments],
                cwd=self.run_folder, env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            )
        while not (self.is_ready("api") and self.is_ready("console")):
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended at start, status {self.process.returncode}:\n{self.log()[-4000:]}")
            if time.monotonic() - begun > timeout:
                self.kill()
                raise RuntimeError(f"not ready after {timeout} s:\n{self.log()[-4000:]}")
            time.sleep(0.01)
        return time.monotonic() - begun

    def is_ready(self, listener):
        try:
            return self.health(listener)[0] == 200
        except ssl.SSLCertVerificationError:
            # It serves a certificate of the operator, which its own CA has not signed.
            return "--tls-cert-file" in self.arguments
        except (OSError, http.client.HTTPException):
            # Its own certificate authority may not be there yet, either.
            return False

    def health_becomes(self, status, listener="api", timeout=10):
        """Waits until GET /healthz has this status, and returns its text: the server looks at its database once a second."""
        end = time.monotonic() + timeout
        while True:
            seen, text = self.health(listener)
            if seen == status or time.monotonic() > end:
                assert seen == status, f"health is {seen}, not {status}: {text}"
                return text
            time.sleep(0.1)

    def health(self, listener="api"):
        """Status and text of GET /healthz on `api` or `console`."""
        if listener == "api":
            connection = http.client.HTTPSConnection(self.api, context=self.tls(), timeout=5)
        else:
            connection = http.client.HTTPConnection(self.console, timeout=5)
        try:
            connection.request("GET", "/healthz")
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def tls(self):
        """A context that trusts this server's own CA and nothing else."""
        return ssl.create_default_context(cafile=self.facts["ca_file"])

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def kill(self):
        """Kills the process without warning, like a power cut."""
        self._end(signal.SIGKILL)

    def stop(self, timeout=20):
        """Stops the process and returns its status."""
        return self._end(signal.SIGTERM, timeout)

    def _end(self, how, timeout=20):
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise RuntimeError(f"the server did not stop within {timeout} s:\n{self.log()[-4000:]}") from None
        finally:
            self.process = None
        return status

    def describe(self):
        """Addresses and credentials, for other programs."""
        return {
            **self.facts,
            "console": f"http://{self.console}",
            "api": f"https://{self.api}",
            "data_dir": str(self.data),
            "log": str(self.log_path),
            "pid": self.process.pid if self.process else None,
        }

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
