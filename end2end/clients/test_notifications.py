"""Webhooks and mail, end to end: what a failed rotation of a real secret sends, and the examples of docs/notifications.md."""

import contextlib
import http.server
import json
import pathlib
import queue
import re
import ssl
import subprocess
import tempfile
import threading
import time
import uuid

from fixture import ServerCase, canary, plant, unique
from harness.api import Api, ApiError
from harness.server import Server
from harness.targets import OWN, Database

PAGE = (pathlib.Path(__file__).resolve().parents[2] / "docs/notifications.md").read_text()
PYTHON = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]
SHELL = re.search(r"```sh\n(.*?)```", PAGE, re.DOTALL)[1]


class Receiver:
    """An HTTPS server with the certificate of the targets. It answers with the next of its statuses, then with 204."""

    def __init__(self, folder, statuses=()):
        self.heard, left = queue.Queue(), list(statuses)
        heard = self.heard

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                # A plain dictionary with names as they came: what many frameworks give.
                heard.put((dict(self.headers), body))
                self.send_response(left.pop(0) if left else 204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(folder / "server.pem", folder / "server.key")
        self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://localhost:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Notifications(ServerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = Database()
        # A server of its own: its channels tell of its own rotations alone.
        cls.own = Server(arguments=["--callable-networks", "127.0.0.0/8, ::1"])
        cls.own.__enter__()
        cls.own_api = Api.of(cls.own)
        cls.key = canary("a webhook's signing key")[:64].ljust(32, "x")
        plant(cls.key, "a webhook's signing key")

    @classmethod
    def tearDownClass(cls):
        cls.own_api.close()
        cls.own.__exit__()
        super().tearDownClass()

    def call(self, action, **parameters):
        return self.own_api.call(action, Version=OWN, **parameters)

    def channel(self, receiver, **more):
        name = f"hook-{uuid.uuid4().hex[:8]}"
        self.call("CreateNotificationChannel", ChannelName=name, ChannelType="webhook", Url=receiver.url, SigningKey=self.key,
                  CaCertificates=self.database.text("ca.pem"), **more)
        self.addCleanup(lambda: self.call("DeleteNotificationChannel", ChannelName=name))
        return name

    def receiver(self, *statuses):
        receiver = Receiver(self.database.folder, statuses)
        self.addCleanup(receiver.close)
        return receiver

    def verify(self, headers, body):
        """The id of a message, by the page's Python and by its shell."""
        names = {}
        exec(PYTHON, names)
        found = names["verify"](self.key.encode(), headers, body)
        for wrong in ({**headers, "strongroom-timestamp": "1"}, {**headers, "strongroom-signature": "v1=" + "0" * 64}):
            self.assertRaises(ValueError, names["verify"], self.key.encode(), wrong, body)
        self.assertRaises(ValueError, names["verify"], self.key.encode(), headers, body + b" ")
        self.assertRaises(ValueError, names["verify"], self.key.encode(), headers, body, now=lambda: time.time() + 600)
        with tempfile.NamedTemporaryFile() as file:
            file.write(body)
            file.flush()
            variables = {"KEY": self.key, "TIMESTAMP": headers["strongroom-timestamp"], "SIGNATURE": headers["strongroom-signature"], "BODY": file.name}
            said = subprocess.run(["sh", "-euc", SHELL], env={"PATH": "/usr/bin:/bin", **variables}, capture_output=True, text=True)
        self.assertEqual(said.stdout, "verified\n", said.stderr)
        return found

    def test_failed_rotation_is_told_with_a_signature_that_verifies(self):
        # Down at first: the message comes once it works.
        receiver = self.receiver(500)
        channel = self.channel(receiver)
        target, name = f"db-{uuid.uuid4().hex[:8]}", unique("rds")
        self.database.create_target(self.own_api, target, ManagerPassword="not the manager's password")
        account, password = self.database.new_account()
        data = {"Accounts": [{"AccountName": account, "AccountPassword": password}]}
        config = {"SecretSubType": "SingleUser", "DBInstanceId": target, "CustomData": {}}
        self.own_api.call("CreateSecret", SecretName=name, VersionId="v1", SecretType="Rds", SecretData=json.dumps(data), ExtendedConfig=json.dumps(config))
        self.own_api.call("RotateSecret", SecretName=name, VersionId="v2")
        first, _ = receiver.heard.get(timeout=60)
        headers, body = receiver.heard.get(timeout=60)
        self.assertEqual((headers["strongroom-delivery"], first["strongroom-delivery"]), (self.verify(headers, body),) * 2)
        self.assertEqual((first["strongroom-attempt"], headers["strongroom-attempt"]), ("1", "2"))
        message = json.loads(body)
        notice, = message["notices"]
        self.assertEqual((message["version"], message["kind"], message["channel"]), (1, "rotation-needs-a-person", channel))
        self.assertEqual((notice["secret"], notice["cause"]), (name, "manager-refused"))
        self.assertEqual(notice["link"], f"http://{self.own.console}/rotations/{notice['rotation']}/{name}")
        self.assertNotIn(password, body.decode())
        deadline = time.monotonic() + 30
        while (log := self.call("ListNotificationDeliveries", ChannelName=channel)["Deliveries"]["Delivery"])[0]["State"] != "delivered":
            self.assertLess(time.monotonic(), deadline, log)
            time.sleep(0.05)
        self.assertEqual((log[0]["DeliveryId"], log[0]["Attempts"], log[0]["Status"]), (message["id"], 2, 204))
        self.call("RollBackRotation", SecretName=name, RotationId=notice["rotation"], GiveUp="true")
        kinds = set()
        while ("rotation-needs-a-person", True) not in kinds:
            headers, body = receiver.heard.get(timeout=60)
            kinds.add((json.loads(body)["kind"], json.loads(body)["resolved"]))

    def test_test_answers_what_happened(self):
        receiver = self.receiver(503)
        channel = self.channel(receiver)
        refused = self.call("TestNotificationChannel", ChannelName=channel)
        self.assertEqual((refused["Outcome"], refused["Status"]), ("refused", 503))
        accepted = self.call("TestNotificationChannel", ChannelName=channel)
        self.assertEqual((accepted["Outcome"], accepted["Status"]), ("accepted", 204))
        receiver.heard.get(timeout=10)
        headers, body = receiver.heard.get(timeout=10)
        self.verify(headers, body)
        self.assertEqual(json.loads(body)["kind"], "test")

    def test_private_addresses_are_refused_by_default(self):
        receiver = self.receiver()
        name = f"hook-{uuid.uuid4().hex[:8]}"
        own = {"Version": OWN, "ChannelName": name}
        channel = {"ChannelType": "webhook", "Url": receiver.url, "SigningKey": self.key, "CaCertificates": self.database.text("ca.pem")}
        with Server() as server, contextlib.closing(Api.of(server)) as api:
            api.call("CreateNotificationChannel", **channel, **own)
            self.assertEqual(api.call("TestNotificationChannel", **own)["Outcome"], "address-refused")
        self.assertTrue(receiver.heard.empty())

    def test_bad_input_names_the_parameter(self):
        good = {"ChannelName": "x", "ChannelType": "webhook", "Url": "https://hooks.example/", "SigningKey": self.key}
        for change, parameter in [
            ({"ChannelType": "carrier-pigeon"}, "ChannelType"), ({"Url": "http://hooks.example/"}, "Url"), ({"SigningKey": "short"}, "SigningKey"),
            ({"MailHost": "mail.example"}, "MailHost"), ({"NoticeKinds": "rotation-failing,nonsense"}, "NoticeKinds"), ({"DigestMinutes": "1441"}, "DigestMinutes"),
            ({"SecretNamePrefix": "a b"}, "SecretNamePrefix"), ({"CaCertificates": "no certificate"}, "CaCertificates"), ({"ChannelName": "a b"}, "ChannelName"),
        ]:
            with self.subTest(parameter), self.assertRaises(ApiError) as refused:
                self.call("CreateNotificationChannel", **{**good, **change})
            self.assertIn(parameter, str(refused.exception))
        self.assertEqual(self.call("ListNotificationChannels")["Channels"]["Channel"], [])
