"""The two servers Strongroom is compared with: OpenBao, and a minimal JSON handler."""

import datetime
import http.client
import ipaddress
import json
import os
import pathlib
import shutil
import ssl
import subprocess
import tempfile
import time

from harness.server import ROOT, free_port

from . import load

HERE = pathlib.Path(__file__).resolve().parent
CONFIGURATION = """
disable_mlock = true
api_addr      = "https://127.0.0.1:{port}"
cluster_addr  = "https://127.0.0.1:{cluster_port}"
listener "tcp" {{
  address         = "127.0.0.1:{port}"
  cluster_address = "127.0.0.1:{cluster_port}"
  tls_cert_file   = "{folder}/certificate.pem"
  tls_key_file    = "{folder}/key.pem"
}}
storage "raft" {{
  path    = "{folder}/data"
  node_id = "n1"
}}
seal "static" {{
  current_key_id = "k1"
  current_key    = "file://{folder}/seal.key"
}}
audit "file" "f" {{
  options {{
    file_path = "{folder}/audit.log"
  }}
}}
"""


class OpenBao:
    """KV version 2 on Raft storage with a static seal and the file audit device, over TLS."""

    def __init__(self, program):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="openbao-"))
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        (self.folder / "data").mkdir()
        (self.folder / "seal.key").write_bytes(os.urandom(32))
        self.ca_file = self.folder / "certificate.pem"
        certificate(self.folder)
        configuration = self.folder / "config.hcl"
        configuration.write_text(CONFIGURATION.format(port=self.port, cluster_port=free_port(), folder=self.folder))
        self.log = open(self.folder / "server.log", "wb")
        self.process = subprocess.Popen([program, "server", f"-config={configuration}"], stdout=self.log, stderr=self.log)
        self.environment = {**os.environ, "BAO_ADDR": f"https://{self.address}", "BAO_CACERT": str(self.ca_file)}
        self.program = program
        initialised = json.loads(self._retry("operator", "init", "-recovery-shares=1", "-recovery-threshold=1", "-format=json"))
        self.token = initialised["root_token"]
        self.environment["BAO_TOKEN"] = self.token
        self._retry("secrets", "enable", "-path=kv", "-version=2", "kv")

    def _retry(self, *arguments):
        for _ in range(60):
            done = subprocess.run([self.program, *arguments], env=self.environment, capture_output=True, text=True)
            if done.returncode == 0:
                return done.stdout
            time.sleep(0.5)
        raise RuntimeError(f"bao {arguments[0]}: {done.stderr}")

    def load(self, count):
        """The same names and values as for Strongroom."""
        self._ready()

        def requests(numbers):
            for number in numbers:
                body = json.dumps({"data": json.loads(load.payload())}).encode()
                head = f"POST /v1/kv/data/{load.name(number)} HTTP/1.1\r\nHost: {self.address}\r\nX-Vault-Token: {self.token}\r\nContent-Length: {len(body)}\r\n\r\n"
                yield head.encode() + body

        def part(number):
            load.send_all(self.address, self.ca_file, requests(range(number, count, load.PROCESSES)))

        load.in_processes(part, [(number,) for number in range(load.PROCESSES)])

    def _ready(self):
        """KV version 2 is not available for a moment after it was enabled."""
        context = ssl.create_default_context(cafile=self.ca_file)
        for _ in range(60):
            connection = http.client.HTTPSConnection(self.address, context=context)
            connection.request("POST", "/v1/kv/data/ready", json.dumps({"data": {}}), {"X-Vault-Token": self.token})
            status = connection.getresponse().status
            connection.close()
            if status == 200:
                return
            time.sleep(0.5)
        raise RuntimeError("OpenBao does not store secrets")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def certificate(folder):
    """A temporary certificate for 127.0.0.1, of the same kind as Strongroom's (ECDSA P-256)."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.utcnow()
    signed = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


class Ceiling:
    """The minimal handler."""

    def __init__(self):
        cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "strongroom"
        target = cache / "ceiling"
        build = '. "$0" && exec cargo build --release --quiet --target-dir "$1"'
        subprocess.run(["bash", "-c", build, ROOT / "target/env", target], cwd=HERE / "ceiling", check=True)
        self.address = f"127.0.0.1:{free_port()}"
        self.process = subprocess.Popen([target / "release/ceiling", self.address])
        time.sleep(0.5)

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
