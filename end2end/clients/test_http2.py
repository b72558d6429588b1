"""The API over HTTP/2, for clients that offer it in the TLS handshake. The client is curl."""

import json
import pathlib
import subprocess
import tempfile

from fixture import ServerCase, canary, unique
from harness import signing


class Http2(ServerCase):
    def curl(self, *bodies):
        """Posts the bodies in order; returns HTTP version, status, number of new connections and response of each."""
        common = ["http2", "silent", f'cacert = "{self.server.facts["ca_file"]}"', f'url = "https://{self.server.api}/"', r'write-out = "\n%{http_version} %{response_code} %{num_connects}\n"']
        with tempfile.TemporaryDirectory() as folder:
            files = [pathlib.Path(folder, str(number)) for number in range(len(bodies))]
            for file, body in zip(files, bodies):
                file.write_text(body)
            config = "\nnext\n".join("\n".join([*common, f'data = "@{file}"']) for file in files)
            done = subprocess.run(["curl", "--config", "-"], input=config, text=True, capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.strip().split("\n")
        return [(*facts.split(), json.loads(response)) for response, facts in zip(lines[::2], lines[1::2], strict=True)]

    def sign(self, name):
        facts = self.server.facts
        return signing.rpc(facts["access_key_id"], facts["access_key_secret"], "GetSecretValue", {"SecretName": name})

    def test_reads_share_a_connection(self):
        name, value = unique(), canary("a value read over HTTP/2")
        self.api.call("CreateSecret", SecretName=name, VersionId="v1", SecretData=value)
        responses = self.curl(*(signing.canonical_query(self.sign(name)) for _ in range(30)))
        self.assertEqual([(version, status, response["SecretData"]) for version, status, _, response in responses], [("2", "200", value)] * 30)
        self.assertEqual([connections for _, _, connections, _ in responses], ["1"] + ["0"] * 29)

    def test_errors_have_the_same_shape(self):
        altered = signing.canonical_query({**self.sign("x/y"), "SecretName": "x/z"})
        for body, refusal in [(altered, ("2", "400", "SignatureDoesNotMatch")), ("x=" + "y" * 250_000, ("2", "413", "InvalidParameter"))]:
            [(version, status, _, response)] = self.curl(body)
            self.assertEqual((version, status, response["Code"]), refusal)
