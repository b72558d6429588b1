"""Faults around the server: a clear message with the next step, nothing changed or lost, no panic."""

import contextlib
import datetime
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import time
import unittest

from fixture import Api, ApiError, Server, canary, leaks, served_files


class Faults(unittest.TestCase):
    """Each test has its own server with one secret."""

    def setUp(self):
        self.server = Server(database_url=None)
        self.addCleanup(shutil.rmtree, self.server.folder, ignore_errors=True)
        self.server.start()
        self.addCleanup(self.server.kill)
        self.value = canary("a value")
        with contextlib.closing(Api.of(self.server)) as api:
            api.call("CreateSecret", SecretName="app/db", VersionId="v1", SecretData=self.value)

    def tearDown(self):
        self.assertNotIn("panicked", self.server.log())
        self.assertEqual(leaks(served_files(self.server)), [])

    def read(self):
        with contextlib.closing(Api.of(self.server)) as api:
            return api.call("GetSecretValue", SecretName="app/db")["SecretData"]

    def database(self):
        found = [path for path in self.server.data.rglob("*") if path.suffix in (".db", ".sqlite", ".sqlite3")]
        self.assertEqual(len(found), 1, found)
        return found[0]

    def does_not_start(self, *words):
        """Expects the start to fail with a message that contains these words."""
        before = len(self.server.log())
        with self.assertRaises(RuntimeError):
            self.server.start(timeout=15)
        said = self.server.log()[before:]
        for word in words:
            self.assertIn(word, said)
        self.assertNotIn("panicked", said)
        self.assertNotIn("RUST_BACKTRACE", said)

    def starts_as_before(self):
        self.server.start()
        self.assertEqual(self.read(), self.value)

    # --- the start

    def test_second_init_is_rejected(self):
        self.server.stop()
        again = self.server.command("init", "--data-dir", str(self.server.data), "--json")
        self.assertNotEqual(again.returncode, 0)
        self.assertEqual(again.stdout, "")
        self.assertIn(str(self.server.data), again.stderr)
        self.starts_as_before()

    def test_port_in_use_is_rejected(self):
        self.server.stop()
        for address in (self.server.api, self.server.console):
            host, port = address.split(":")
            with socket.socket() as taken:
                taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                taken.bind((host, int(port)))
                taken.listen()
                self.does_not_start(port)
        self.starts_as_before()

    def test_second_server_on_the_same_folder_is_rejected(self):
        other = self.server.command("serve", "--data-dir", str(self.server.data), "--console", "127.0.0.1:0", "--api", "127.0.0.1:0", timeout=20)
        self.assertNotEqual(other.returncode, 0)
        self.assertIn("another Strongroom server is using", other.stderr + other.stdout)
        self.assertEqual(self.read(), self.value)

    def test_unknown_settings_are_rejected(self):
        for environment, words in [({"STRONGROOM_CONSOL": "127.0.0.1:1"}, "STRONGROOM_CONSOLE"), ({"STRONGROOM_API": "nonsense"}, "HOST:PORT")]:
            done = subprocess.run([self.server.program, "serve", "--data-dir", self.server.data], cwd=self.server.run_folder,
                                  env={**self.server.environment, **environment}, capture_output=True, text=True, timeout=20)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(words, done.stderr)
        (self.server.data / "strongroom.toml").write_text('databse_url = "x"\n')
        self.server.stop()
        self.does_not_start("database_url")
        (self.server.data / "strongroom.toml").unlink()
        self.starts_as_before()

    # --- the root key

    def test_missing_damaged_or_wrong_root_key_is_rejected(self):
        self.server.stop()
        key = self.server.data / "root.key"
        good = key.read_bytes()
        key.unlink()
        self.does_not_start("root.key")
        key.write_bytes(b"")
        key.chmod(0o600)
        self.does_not_start("root.key")
        key.write_bytes(good[:-3])
        self.does_not_start("root.key")
        other = Server()
        try:
            key.write_bytes((other.data / "root.key").read_bytes())
        finally:
            shutil.rmtree(other.folder)
        self.does_not_start("root.key")
        key.write_bytes(good)
        self.starts_as_before()

    # --- certificates

    def certificate(self, begins, ends):
        """Certificate and key files for 127.0.0.1."""
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import NameOID

        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
        now = datetime.datetime.utcnow()
        signed = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                  .serial_number(x509.random_serial_number()).not_valid_before(now + begins).not_valid_after(now + ends)
                  .sign(key, hashes.SHA256()))
        chain, private = self.server.folder / "chain.pem", self.server.folder / "key.pem"
        chain.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        private.chmod(0o600)
        return chain, private

    def test_unusable_certificates_are_rejected(self):
        self.server.stop()
        day = datetime.timedelta(days=1)
        for begins, ends, word in [(-2 * day, -day, "expired"), (day, 2 * day, "not valid before")]:
            chain, key = self.certificate(begins, ends)
            self.server.arguments = ["--tls-cert-file", str(chain), "--tls-key-file", str(key)]
            self.does_not_start(word)
        chain, _ = self.certificate(-day, day)
        kept = chain.read_bytes()
        _, key = self.certificate(-day, day)
        chain.write_bytes(kept)
        self.server.arguments = ["--tls-cert-file", str(chain), "--tls-key-file", str(key)]
        self.does_not_start("tls_key_file")
        chain.write_text("nonsense")
        self.does_not_start("tls_cert_file")
        chain.unlink()
        self.does_not_start("tls_cert_file")
        self.server.arguments = []
        self.starts_as_before()

    # --- the data folder

    def test_unsuitable_data_folders_are_rejected(self):
        self.server.stop()
        moved = self.server.folder / "moved"
        self.server.data.rename(moved)
        self.does_not_start("no installation", "strongroom init")
        self.server.data.write_text("a file")
        self.does_not_start("is a file")
        self.server.data.unlink()
        self.server.data.mkdir()
        self.does_not_start("no installation")
        shutil.rmtree(self.server.data)
        moved.rename(self.server.data)
        if os.geteuid() == 0:
            os.chown(self.server.data, 12_345, 12_345)
            self.does_not_start("belongs to user id 12345")
            os.chown(self.server.data, 0, 0)
        self.starts_as_before()

    # --- the database

    def test_missing_damaged_or_newer_database_is_rejected(self):
        self.server.stop()
        path = self.database()
        good = path.read_bytes()
        path.unlink()
        self.does_not_start("no installation")
        for leftover in self.server.data.glob(f"{path.name}*"):
            leftover.unlink()
        path.write_bytes(b"not a database at all" * 1_000)
        self.does_not_start("database")
        path.write_bytes(good)
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)")
            database.commit()
        self.does_not_start("newer")
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.execute("DELETE FROM seaql_migrations WHERE version = 'm9999_future'")
            database.commit()
        self.starts_as_before()

    def test_server_recovers_from_a_locked_database(self):
        with contextlib.closing(sqlite3.connect(self.database(), timeout=30)) as database, contextlib.closing(Api.of(self.server, timeout=60)) as api:
            database.execute("BEGIN IMMEDIATE")
            self.server.health_becomes(503)
            later = canary("a value")
            for action, more in [
                ("PutSecretValue", {"SecretName": "app/db", "VersionId": "v2", "SecretData": later}), ("GetSecretValue", {"SecretName": "app/db"}),
            ]:
                begun = time.monotonic()
                with self.assertRaises(ApiError) as caught:
                    api.call(action, **more)
                self.assertEqual((caught.exception.status, caught.exception.code), (503, "ServiceUnavailableTemporary"))
                self.assertLess(time.monotonic() - begun, 45, "the server responds within the timeout")
            database.rollback()
            deadline = time.monotonic() + 30
            while True:
                try:
                    value = api.call("GetSecretValue", SecretName="app/db")["SecretData"]
                    break
                except ApiError:
                    self.assertLess(time.monotonic(), deadline, "the server recovers")
                    time.sleep(0.2)
            self.assertEqual(value, self.value, "a rejected write has no effect")
            api.call("PutSecretValue", SecretName="app/db", VersionId="v2", SecretData=later)
            self.assertEqual(api.call("GetSecretValue", SecretName="app/db")["SecretData"], later)

    def test_lost_database_file_makes_the_server_unavailable(self):
        """Writes would go to a file that the next start cannot find."""
        files = sorted(self.server.data.glob(f"{self.database().name}*"))
        away = self.server.folder / "away"
        away.mkdir()
        for file in files:
            file.rename(away / file.name)
        with contextlib.closing(Api.of(self.server, timeout=60)) as api:
            for action, more in [("PutSecretValue", {"VersionId": "v2", "SecretData": canary("a value")}), ("GetSecretValue", {})]:
                with self.assertRaises(ApiError) as caught:
                    api.call(action, SecretName="app/db", **more)
                self.assertEqual((caught.exception.status, caught.exception.code), (503, "ServiceUnavailableTemporary"))
        for listener in ("api", "console"):
            self.assertEqual(json.loads(self.server.health_becomes(503, listener))["status"], "unavailable")
        self.assertIn(f"{files[0]} was removed or replaced", self.server.log())
        for file in files:
            (away / file.name).rename(file)
        self.server.health_becomes(200)
        self.assertEqual(self.read(), self.value)
        self.server.stop()
        self.starts_as_before()

    @unittest.skipIf(os.geteuid() == 0 and not shutil.which("setpriv"), "root can write to read-only files")
    def test_read_only_database_is_rejected(self):
        self.server.stop()
        path = self.database()
        command = [self.server.program, "serve", "--data-dir", self.server.data, "--console", self.server.console, "--api", self.server.api]
        if os.geteuid() == 0:
            self.server.folder.chmod(0o755)
            for entry in [self.server.data, *self.server.data.rglob("*")]:
                os.chown(entry, 65_534, 65_534)
            program = self.server.folder / "strongroom"
            shutil.copy(self.server.program, program)
            command = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", program, *command[1:]]
        path.chmod(0o400)
        folder = self.server.run_folder
        readable = os.geteuid() != 0 or all(p.stat().st_mode & 0o005 == 0o005 for p in [folder, *folder.parents])
        done = subprocess.run(command, cwd=folder if readable else "/", env=self.server.environment, capture_output=True, text=True, timeout=30)
        self.assertNotEqual(done.returncode, 0)
        if readable:
            self.assertRegex(done.stderr + done.stdout, "(?i)read-?only|cannot be written|write")
        self.assertNotIn("panicked", done.stderr + done.stdout)
        path.chmod(0o600)
        if os.geteuid() == 0:
            for entry in [self.server.data, *self.server.data.rglob("*")]:
                os.chown(entry, 0, 0)
        self.starts_as_before()

    def test_tampered_row_is_detected(self):
        """Rows that decide about access carry a MAC."""
        self.server.stop()
        with contextlib.closing(sqlite3.connect(self.database())) as database:
            self.assertEqual(database.execute("UPDATE access_key SET revision = revision + 1").rowcount, 1)
            database.commit()
        self.server.start()
        with contextlib.closing(Api.of(self.server)) as api, self.assertRaises(ApiError) as caught:
            api.call("GetSecretValue", SecretName="app/db")
        self.assertEqual(caught.exception.status, 500)
        self.assertNotIn(self.value, str(caught.exception))
        self.server.stop()
        with contextlib.closing(sqlite3.connect(self.database())) as database:
            database.execute("UPDATE access_key SET revision = revision - 1")
            database.commit()
        self.starts_as_before()

    def test_tampered_trail_is_detected(self):
        verify = ("audit", "verify", "--data-dir", str(self.server.data))
        self.server.stop()
        whole = self.server.command(*verify)
        self.assertEqual(whole.returncode, 0, whole.stdout + whole.stderr)
        with contextlib.closing(sqlite3.connect(self.database())) as database:
            row = database.execute("SELECT writer, first_seq, body FROM trail_block ORDER BY first_seq LIMIT 1").fetchone()
            altered = bytearray(row[2])
            altered[len(altered) // 2] ^= 1
            database.execute("UPDATE trail_block SET body = ? WHERE writer = ? AND first_seq = ?", (bytes(altered), *row[:2]))
            database.commit()
        broken = self.server.command(*verify)
        self.assertEqual(broken.returncode, 1, broken.stdout + broken.stderr)
        self.assertNotIn("panicked", broken.stderr)


if __name__ == "__main__":
    unittest.main()
