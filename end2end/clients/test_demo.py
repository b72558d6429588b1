"""The sample secrets, and the commands that are printed after them."""

import json
import os
import shlex
import subprocess
import sys
import unittest

from harness.server import ROOT, Server


class Demo(unittest.TestCase):
    def test_printed_commands_read_a_sample(self):
        with Server() as server:
            (server.data / "credentials.json").write_text(json.dumps(server.facts))
            addresses = {"STRONGROOM_API": server.api, "STRONGROOM_CONSOLE": server.console}
            said = self.run_it([sys.executable, ROOT / "end2end/demo", server.data], env={**os.environ, **addresses})
            for wanted in [f"http://{server.console}", server.facts["admin_user"], server.facts["admin_password"]]:
                self.assertIn(wanted, said)
            lines = [line.strip() for line in said.splitlines()]
            begin = next(n for n, line in enumerate(lines) if line.startswith("q="))
            response = json.loads(self.run_it(["bash", "-c", "\n".join(lines[begin:begin + 3])]))
            self.assertEqual(response["SecretName"], "payments/ledger-db")
            program, *arguments = shlex.split(next(line for line in lines if line.startswith("python3")))
            self.assertEqual(program, "python3")
            self.assertEqual(self.run_it([sys.executable, *arguments]).removesuffix("\n"), response["SecretData"])

    def run_it(self, command, **more):
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout
