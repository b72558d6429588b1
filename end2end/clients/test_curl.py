"""The shell of docs/curl.md, exactly as it is printed."""

import json
import pathlib
import re
import subprocess
import tempfile

from fixture import ServerCase, canary, unique
from harness.targets import Database

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/curl.md"
PLACES = {"payments/ledger-db": "$NAME", "payments/tls-key": "$NAME", "tls.key": '"$FILE"'}


class Curl(ServerCase):
    def setUp(self):
        super().setUp()
        self.read, self.write, self.target = re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
        self.name = unique()
        self.api.call("CreateSecret", SecretName=self.name, VersionId="v1", SecretData=canary("a first value"))

    def run_shell(self, *blocks, **variables):
        """Runs blocks of the page in a POSIX shell, with this server and these variables in place of its examples."""
        facts = self.server.facts
        script = "\n".join(blocks)
        for example, place in PLACES.items():
            script = script.replace(example, place)
        settings = {"KEY_ID": facts["access_key_id"], "KEY_SECRET": facts["access_key_secret"], "CA": facts["ca_file"], "HOST": self.server.api}
        script = re.sub(r"^KEY_ID=.*$", "", script, flags=re.MULTILINE)
        done = subprocess.run(["sh", "-euc", script], env={"PATH": "/usr/bin:/bin", "NAME": self.name, **settings, **variables}, capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        # The last response: curl writes nothing between two.
        return json.loads("{" + done.stdout.decode().strip().splitlines()[-1].rsplit("}{", 1)[-1].lstrip("{"))

    def definitions(self):
        """The page's functions, without its call."""
        return "\n".join(line for line in self.read.splitlines() if not line.startswith("curl "))

    def test_secret_is_read(self):
        self.assertEqual(self.run_shell(self.read)["VersionId"], "v1")

    def test_target_is_made_and_tested(self):
        database = Database()
        with tempfile.TemporaryDirectory() as folder:
            password = pathlib.Path(folder, "manager.txt")
            password.write_text(database.password)
            block = self.target.replace("Host=db.internal", f"Host=localhost Port={database.port}").replace("manager.txt", str(password))
            block = block.replace("db-ca.pem", str(database.folder / "ca.pem")).replace("ManagerName=strongroom", "ManagerName=admin")
            block = block.replace("TargetName=ledger", f"TargetName=curl-{unique().split('/')[-1]}")
            self.assertEqual(self.run_shell(self.definitions(), block)["ManagerAccepted"], True)

    def test_values_of_any_text_are_written_unchanged(self):
        mark = canary("a written value")
        values = [
            f"-----BEGIN PRIVATE KEY-----\n{mark}\n-----END PRIVATE KEY-----\n",
            f"{mark}\n\n\n",
            f"\n {mark}=a&b%20+c/d?e#\\'\"$HOME`x`*~ \t\r\n",
            f"SecretName=x\nVersionId=y\n{mark}",
            f"{mark} café 中文 🔑",
            mark + "x\n" * 15_000,
        ]
        with tempfile.TemporaryDirectory() as folder:
            for number, value in enumerate(values, 2):
                file = pathlib.Path(folder, "value")
                file.write_bytes(value.encode())
                write = self.write.replace("VersionId=v2", f"VersionId=v{number}")
                self.assertEqual(self.run_shell(self.definitions(), write, FILE=str(file))["VersionId"], f"v{number}")
                self.assertEqual(self.api.call("GetSecretValue", SecretName=self.name)["SecretData"], value)
