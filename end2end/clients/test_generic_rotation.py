"""Generic secrets rotate by generated passwords and by a function; the vendor's unmodified SDKs begin it and read the values."""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

from drivers import V1, V2
from fixture import ServerCase, canary, plant, unique
from harness.targets import OWN

EXAMPLE = pathlib.Path(__file__).parents[2] / "docs/examples/rotation_function.py"


class Function:
    """The documented example, with the certificate of the test targets."""

    def __init__(self, key):
        self.targets = pathlib.Path(os.environ["TEST_TARGETS"])
        self.folder = tempfile.TemporaryDirectory()
        self.tokens = pathlib.Path(self.folder.name) / "tokens.json"
        key_file = pathlib.Path(self.folder.name) / "signing.key"
        key_file.write_text(key)
        self.process = subprocess.Popen(
            [sys.executable, EXAMPLE, "--port", "0", "--tokens", self.tokens, "--key-file", key_file,
             "--certificate", self.targets / "server.pem", "--private-key", self.targets / "server.key"],
            stdout=subprocess.PIPE, text=True,
        )
        # Its name has an address of IPv6 too, at which it does not listen.
        self.url = self.process.stdout.readline().strip()

    def accepts(self, token):
        return hashlib.sha256(token.encode()).hexdigest() in json.loads(self.tokens.read_text())

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()


class GenericRotation(ServerCase):
    def sdk(self, driver):
        return driver(self.server, self.server.facts["access_key_id"], self.server.facts["access_key_secret"]).call

    def rotate(self, call, name, version):
        call("RotateSecret", SecretName=name, VersionId=version)
        deadline = time.monotonic() + 60
        while (value := call("GetSecretValue", SecretName=name))["VersionId"] != version:
            self.assertLess(time.monotonic(), deadline, self.api.call("DescribeRotation", Version=OWN, SecretName=name))
            time.sleep(0.02)
        plant(value["SecretData"], "a value that a rotation made")
        return value["SecretData"]

    def at_rest(self, name):
        deadline = time.monotonic() + 60
        while "Rotation" in (found := self.api.call("DescribeRotation", Version=OWN, SecretName=name)):
            self.assertLess(time.monotonic(), deadline, found)
            time.sleep(0.02)

    def test_generated_password(self):
        for driver in (V1, V2):
            with self.subTest(driver.name):
                call, name, first = self.sdk(driver), unique("generated"), canary("a value")
                call("CreateSecret", SecretName=name, VersionId="v1", SecretData=first)
                self.refused("Rejected.UnsupportedOperation", 400, self.api.call, "RotateSecret", SecretName=name, VersionId="v2")
                self.api.call("SetRotationPlan", Version=OWN, SecretName=name, Strategy="generated", PasswordLength=48,
                              EnableAutomaticRotation="true", RotationInterval="7d")
                second = self.rotate(call, name, "v2")
                self.assertEqual(len(second), 48)
                self.assertEqual(call("GetSecretValue", SecretName=name, VersionStage="ACSPrevious")["SecretData"], first)
                facts = call("DescribeSecret", SecretName=name)
                self.assertEqual((facts["AutomaticRotation"], facts["RotationInterval"]), ("Enabled", "604800s"))
                self.assertGreater(facts["NextRotationDate"], facts["LastRotationDate"])
                call("UpdateSecretRotationPolicy", SecretName=name, EnableAutomaticRotation="false")
                self.assertEqual(call("DescribeSecret", SecretName=name)["AutomaticRotation"], "Disabled")
                put = canary("a value")
                call("PutSecretValue", SecretName=name, VersionId="v3", SecretData=put)
                self.assertEqual(call("GetSecretValue", SecretName=name)["SecretData"], put)

    def test_function(self):
        target = unique("function").replace("/", "-")
        made = self.api.call("CreateTarget", Version=OWN, TargetName=target, TargetType="function", Host="https://localhost/",
                             Trust="system")
        plant(made["SigningKey"], "a signing key")
        function = Function(made["SigningKey"])
        self.addCleanup(function.close)
        authority = (function.targets / "ca.pem").read_text()
        self.api.call("UpdateTarget", Version=OWN, TargetName=target, Host=function.url, Trust="ca", CaCertificates=authority)
        tested = self.api.call("TestTarget", Version=OWN, TargetName=target, Strategy="function", AccountName="app", Rehearse="true")
        self.assertEqual((tested["ManagerAccepted"], tested["Rehearsed"]), (True, True), tested)
        for driver in (V1, V2):
            with self.subTest(driver.name):
                call, name, first = self.sdk(driver), unique("function"), canary("a value")
                call("CreateSecret", SecretName=name, VersionId="v1", SecretData=first)
                self.api.call("SetRotationPlan", Version=OWN, SecretName=name, TargetName=target, Strategy="function")
                second = self.rotate(call, name, "v2")
                self.assertTrue(function.accepts(second))
                self.at_rest(name)
                third = self.rotate(call, name, "v3")
                self.assertTrue(function.accepts(third))
                self.at_rest(name)
                self.assertFalse(function.accepts(second), "the old one is worthless")


if __name__ == "__main__":
    unittest.main()
