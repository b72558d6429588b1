"""Invalid and hostile requests to the API: a clear error, nothing changed, the server stays healthy."""

import hashlib
import http.client
import json
import socket
import ssl
import time
import unittest
import urllib.parse

from fixture import Api, Server, ServerCase, canary, reader, unique
from harness import signing

FORM = {"content-type": signing.FORM}


class BadInput(ServerCase):
    """Raw requests. Every response must have the vendor's shape, and the secret they name must not change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key_id = cls.server.facts["access_key_id"]
        cls.secret = cls.server.facts["access_key_secret"]
        cls.name = unique("target")
        cls.value = canary("a value")
        cls.api.call("CreateSecret", SecretName=cls.name, VersionId="v1", SecretData=cls.value, Description="as it was")

    def setUp(self):
        super().setUp()
        self.before = self.state()

    def tearDown(self):
        self.assertEqual(self.state(), self.before, "nothing must change")
        super().tearDown()

    def state(self):
        described = self.api.call("DescribeSecret", SecretName=self.name, FetchTags="true")
        versions = self.api.call("ListSecretVersionIds", SecretName=self.name, IncludeDeprecated="true")
        count = self.api.call("ListSecrets", PageSize="1")["TotalCount"]
        for response in (described, versions):
            response.pop("RequestId")
        return described, versions, count, self.api.call("GetSecretValue", SecretName=self.name)["SecretData"]

    # --- sending

    def sign(self, action="GetSecretValue", parameters=None, method="POST", **overrides):
        parameters = {"SecretName": self.name} if parameters is None else parameters
        return signing.rpc(self.key_id, self.secret, action, parameters, method=method, **overrides)

    def exchange(self, body=b"", target="/", method="POST", headers=FORM):
        """Status, headers and the response's fields; checks the shape of an error."""
        status, response_headers, text = self.api.send(method, target, body, headers)
        if method == "HEAD":
            return status, response_headers, {}
        response = json.loads(text)
        self.assertEqual(response_headers["content-type"], "application/json;charset=utf-8")
        self.assertIn("no-store", response_headers["cache-control"])
        if status != 200:
            self.assertEqual(response["HttpStatus"], status)
            self.assertTrue(response["Code"] and response["Message"] and response["RequestId"], response)
            self.assertEqual(response_headers["x-acs-request-id"], response["RequestId"])
        return status, response_headers, response

    def error(self, code, *sent, status=400, **more):
        got, _, response = self.exchange(*sent, **more)
        self.assertEqual((response.get("Code"), got), (code, status), response)
        return response["Message"]

    def form(self, parameters):
        return signing.canonical_query(parameters).encode()

    def call_error(self, code, action, parameters, status=400):
        return self.error(code, self.form(self.sign(action, parameters)), status=status)

    # --- parameters

    def test_missing_parameters_are_named(self):
        for action, given, missing in [
            ("GetSecretValue", {}, "SecretName"), ("DescribeSecret", {}, "SecretName"), ("DeleteSecret", {}, "SecretName"),
            ("CreateSecret", {"SecretName": "x", "SecretData": "y"}, "VersionId"),
            ("CreateSecret", {"SecretName": "x", "VersionId": "v1"}, "SecretData"),
            ("CreateSecret", {"VersionId": "v1", "SecretData": "y"}, "SecretName"),
            ("PutSecretValue", {"SecretName": self.name, "VersionId": "v2"}, "SecretData"),
            ("PutSecretValue", {"SecretName": self.name, "VersionId": "v2", "SecretData": ""}, "SecretData"),
            ("PutSecretValue", {"SecretName": self.name, "SecretData": "y"}, "VersionId"),
            ("UpdateSecretVersionStage", {"SecretName": self.name}, "VersionStage"),
            ("TagResource", {"SecretName": self.name}, "Tags"), ("UntagResource", {"SecretName": self.name}, "TagKeys"),
            ("BatchGetSecretValue", {}, "SecretsList"), ("TagResources", {}, "ResourceType"),
            ("TagResources", {"ResourceType": "secret"}, "ResourceId.1"), ("DescribeKey", {}, "KeyId"),
            ("TagResources", {"ResourceType": "secret", "ResourceId.1": self.name}, "Tag.1.Key"),
        ]:
            with self.subTest(action=action, missing=missing):
                self.assertIn(missing, self.call_error("MissingParameter", action, given))

    def test_missing_parts_of_the_signature_are_rejected(self):
        for name, code, status in [
            ("Action", {"InvalidAction.NotFound", "MissingParameter"}, {400, 404}),
            ("Version", {"InvalidVersion", "MissingParameter"}, {400, 404}),
            ("AccessKeyId", {"MissingParameter", "IncompleteSignature"}, {400}),
            ("SignatureMethod", {"MissingParameter", "IncompleteSignature"}, {400}),
            ("SignatureVersion", {"MissingParameter", "IncompleteSignature"}, {400}),
            ("SignatureNonce", {"MissingParameter", "IncompleteSignature"}, {400}),
            ("Timestamp", {"IllegalTimestamp", "MissingParameter"}, {400}),
            ("Signature", {"MissingParameter", "IncompleteSignature"}, {400}),
        ]:
            for how in ("absent", "empty"):
                with self.subTest(name=name, how=how):
                    signed = self.sign(**{name: None if how == "absent" else ""}) if name != "Signature" else self.sign()
                    if name == "Signature":
                        signed.pop(name)
                        if how == "empty":
                            signed[name] = ""
                    got, _, response = self.exchange(self.form(signed))
                    self.assertIn(response["Code"], code)
                    self.assertIn(got, status)

    def test_duplicated_parameters_are_rejected(self):
        signed = self.form(self.sign("PutSecretValue", {"SecretName": self.name, "VersionId": "v2", "SecretData": "x"}))
        for extra in [b"SecretName=other", b"SecretData=y", b"Action=DeleteSecret", b"AccessKeyId=other", b"Signature=x", b"Timestamp="]:
            with self.subTest(extra=extra):
                self.assertIn("twice", self.error("InvalidParameter", signed + b"&" + extra))
        self.assertIn("twice", self.error("InvalidParameter", signed, target="/?SecretName=other"))

    def test_overlong_parameters_are_rejected(self):
        for parameters in [
            {"SecretName": "n" * 193}, {"SecretName": "n" * 60_000}, {"SecretName": self.name, "VersionId": "v" * 65},
            {"SecretName": self.name, "VersionStage": "s" * 65},
        ]:
            with self.subTest(lengths={k: len(v) for k, v in parameters.items()}):
                self.call_error("InvalidParameter", "GetSecretValue", parameters)
        put = {"SecretName": self.name, "VersionId": "v2", "SecretData": canary("a long value") + "x" * 30_720}
        self.call_error("InvalidParameter", "PutSecretValue", put)
        self.call_error("InvalidParameter", "UpdateSecret", {"SecretName": self.name, "Description": "d" * 8_193})
        self.error("InvalidParameter", self.form(self.sign(parameters={"SecretName": self.name, "x": "y" * 65_537})))
        self.error("ParseRequestParameterException", self.form(self.sign(parameters={"n" * 129: "y"})))
        self.error("ParseRequestParameterException", self.form(self.sign(parameters={f"p{n}": "" for n in range(300)})))
        self.assertNotEqual(self.exchange(self.form(self.sign(AccessKeyId="k" * 129)))[0], 200)
        self.assertNotEqual(self.exchange(self.form(self.sign(SignatureNonce="n" * 129)))[0], 200)

    def test_invalid_percent_encoding_and_utf8_are_rejected(self):
        signed = self.form(self.sign())
        for broken in [b"x=%", b"x=%4", b"x=%zz", b"x=%4g", b"%=x", b"%f=x", b"x=%ff", b"x=%c3", b"x=%c0%af", b"x=%ed%a0%80", b"x=\xff", b"\xff=x", b"=x"]:
            with self.subTest(broken=broken):
                self.error("ParseRequestParameterException", signed + b"&" + broken)
        for broken in ["x=%", "x=%zz", "x=%ff", "%=x"]:
            with self.subTest(query=broken):
                self.error("ParseRequestParameterException", signed, target=f"/?{broken}")

    def test_invalid_json_is_rejected(self):
        for action, name, more in [
            ("TagResource", "Tags", {"SecretName": self.name}), ("ListSecrets", "Filters", {}), ("BatchGetSecretValue", "SecretsList", {}),
            ("PutSecretValue", "VersionStages", {"SecretName": self.name, "VersionId": "v2", "SecretData": "x"}),
            ("CreateSecret", "Tags", {"SecretName": unique(), "VersionId": "v1", "SecretData": "x"}),
        ]:
            for broken in ["[", "{", "[1]", '{"a":', "nul", "[" * 10_000, '[{"TagKey":"\\ud800"}]', '["a",]', "\x00"]:
                with self.subTest(action=action, broken=broken[:20]):
                    self.assertIn(name, self.call_error("ParseRequestParameterException", action, {**more, name: broken}))

    def test_deceptive_names_are_rejected(self):
        for name in [
            "a\x00b", "a\x1bb", "a\nb", "a\rb", "a\tb", "a\x7fb", "../a", "a/..", "a/../b", "./a", "a/.", "a/./b", "..", ".", "a//b", "a/",
            "a‮b", "a⁦b⁩", "a​b", "﻿a", "a­b", "<b>x</b>", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
            "'; DROP TABLE secret;--", "a b", "a%2fb", "ａ", "é", "a\\b", "a:b", "a?b", "a#b", "a*b", "$(id)", "${x}", "{{7*7}}",
        ]:
            with self.subTest(name=name):
                self.call_error("InvalidParameter", "CreateSecret", {"SecretName": name, "VersionId": "v1", "SecretData": "x"})
                self.call_error("InvalidParameter", "GetSecretValue", {"SecretName": name})

    def test_deceptive_texts_are_rejected(self):
        for text in ["a\x00b", "a\x1b[31mb", "a‮b", "a⁦b"]:
            with self.subTest(text=text):
                self.call_error("InvalidParameter", "UpdateSecret", {"SecretName": self.name, "Description": text})
                tags = json.dumps([{"TagKey": "k", "TagValue": text}])
                self.call_error("InvalidParameter", "TagResource", {"SecretName": self.name, "Tags": tags})

    def test_arn_of_another_account_or_region_is_rejected(self):
        account, region = self.server.facts["account_id"], self.server.facts["region"]
        for arn in [
            f"acs:kms:elsewhere:{account}:secret/{self.name}", f"acs:kms:{region}:1234567890123456:secret/{self.name}",
            f"acs:kms:{region}:{account}:key/{self.name}", f"acs:ram:{region}:{account}:secret/{self.name}", f"acs:kms:{region}:{account}:secret/",
        ]:
            with self.subTest(arn=arn):
                got, _, response = self.exchange(self.form(self.sign(parameters={"SecretName": arn})))
                self.assertIn((got, response["Code"]), {(400, "InvalidParameter"), (404, "Forbidden.ResourceNotFound")})

    def test_tampered_cursor_is_rejected(self):
        listed = {"ResourceType": "secret"}
        for token in ["x", "AAAA", "%00", "../..", "' OR 1=1", "=" * 100, "e" * 5_000]:
            with self.subTest(token=token[:20]):
                got, _, response = self.exchange(self.form(self.sign("ListTagResources", {**listed, "NextToken": token})))
                self.assertEqual((got, response.get("Code")), (400, "InvalidParameter"), response)

    # --- action, version, format

    def test_unknown_actions_are_rejected(self):
        for action in ["Nothing", "getsecretvalue", "GetSecretValue ", "Get/Secret", "A" * 100, "Decrypt", "é"]:
            with self.subTest(action=action):
                self.error("InvalidAction.NotFound", self.form(self.sign(action)), status=404)

    def test_action_of_the_other_api_is_rejected(self):
        for action, version in [("GetSecretValue", "2015-05-01"), ("ListUsers", "2016-01-20")]:
            with self.subTest(action=action):
                self.error("InvalidAction.NotFound", self.form(self.sign(action, Version=version)), status=404)

    def test_unknown_versions_are_rejected(self):
        for version in ["2014-05-26", "2016-01-21", "1", "x" * 500]:
            with self.subTest(version=version[:20]):
                self.error("InvalidVersion", self.form(self.sign(Version=version)), status=404)

    def test_unknown_format_falls_back_to_json(self):
        for form in ["None", "YAML", "", "x" * 1_000, "<b>"]:
            with self.subTest(format=form[:20]):
                self.assertEqual(self.exchange(self.form(self.sign(Format=form)))[2]["SecretData"], self.value)

    def test_errors_are_xml_if_requested(self):
        _, headers, text = self.api.send("POST", "/", self.form(self.sign(parameters={"SecretName": "a<b"}, Format="xml")), FORM)
        self.assertTrue(headers["content-type"].startswith("text/xml"))
        self.assertIn(b"<Code>InvalidParameter</Code>", text)
        self.assertNotIn(b"a<b", text)

    def test_other_paths_are_not_found(self):
        for target in ["/x", "//", "/../", "/%2e%2e/etc/passwd", "/healthz/x", "/api/who", "/v1/kv/data/db", "/" + "a" * 5_000]:
            with self.subTest(target=target[:30]):
                self.error("InvalidAction.NotFound", self.form(self.sign()), target=target, status=404)

    # --- time, nonce, signature

    def test_timestamps_outside_the_window_are_rejected(self):
        for shift in [-16 * 60, 16 * 60, -86_400, 10 * 365 * 86_400]:
            with self.subTest(shift=shift):
                self.error("InvalidTimeStamp.Expired", self.form(self.sign(Timestamp=signing.timestamp(shift))))
        for shift in [-14 * 60, 14 * 60]:
            self.assertEqual(self.exchange(self.form(self.sign(Timestamp=signing.timestamp(shift))))[0], 200)
        for text in ["now", "2026-13-01T00:00:00Z", "2026-11-22", "2026-11-22T04:10:45", "2026-11-22T04:10:45+00:00",
                     "2026-11-22T04:10:45.000Z", "20261122T041045Z", "1763784645", "9999999-01-01T00:00:00Z", "-1-01-01T00:00:00Z"]:
            with self.subTest(text=text):
                self.error("IllegalTimestamp", self.form(self.sign(Timestamp=text)))

    def test_nonce_can_be_used_once(self):
        read = self.form(self.sign())
        self.assertEqual(self.exchange(read)[0], 200)
        self.error("SignatureNonceUsed", read)
        update = self.form(self.sign("UpdateSecret", {"SecretName": self.name, "Description": "as it was"}))
        self.assertEqual(self.exchange(update)[0], 200)
        self.before = self.state()
        self.error("SignatureNonceUsed", update)
        nonce = signing.rpc_parameters("", "", {})["SignatureNonce"]
        self.assertEqual(self.exchange(self.form(self.sign(SignatureNonce=nonce)))[0], 200)
        self.error("SignatureNonceUsed", self.form(self.sign("ListSecrets", {}, SignatureNonce=nonce)))
        # Nonces are counted per AccessKey, and a wrong signature does not use one up.
        other_id, other_secret, _ = reader(self.name)
        self.assertEqual(self.exchange(self.form(signing.rpc(
            other_id, other_secret, "GetSecretValue", {"SecretName": self.name}, SignatureNonce=nonce)))[0], 200)
        unused = signing.rpc_parameters("", "", {})["SignatureNonce"]
        self.error("SignatureDoesNotMatch", self.form(signing.rpc(self.key_id, "wrong", "ListSecrets", {}, SignatureNonce=unused)))
        self.assertEqual(self.exchange(self.form(self.sign(SignatureNonce=unused)))[0], 200)

    def test_altered_parameters_break_the_signature(self):
        signed = self.sign("UpdateSecret", {"SecretName": self.name, "Description": "changed"})
        for name in ["SecretName", "Description", "AccessKeyId", "SignatureNonce", "Timestamp", "Action", "New"]:
            altered = {**signed, name: {"AccessKeyId": reader(self.name)[0], "Timestamp": signing.timestamp(5), "Action": "DeleteSecret"}.get(name, "altered")}
            with self.subTest(name=name):
                self.error("SignatureDoesNotMatch", self.form(altered))
        self.error("SignatureDoesNotMatch", target="/?" + self.form(signed).decode(), method="GET", headers={})
        last = "E=" if signed["Signature"].endswith("A=") else "A="
        for signature in ["AAAAAAAAAAAAAAAAAAAAAAAAAAA=", signed["Signature"][:-2] + last]:
            self.error("SignatureDoesNotMatch", self.form({**signed, "Signature": signature}))
        for signature in ["x", "====", "A" * 27, signed["Signature"] + "A", "not base64!", "é", signed["Signature"].rstrip("="), "A" * 50_000]:
            with self.subTest(signature=signature[:20]):
                self.error("IncompleteSignature", self.form({**signed, "Signature": signature}))

    def test_error_does_not_echo_the_signed_value(self):
        value = canary("a value that was refused")
        put = signing.rpc(self.key_id, "wrong", "PutSecretValue", {"SecretName": self.name, "VersionId": "v2", "SecretData": value})
        message = self.error("SignatureDoesNotMatch", self.form(put))
        self.assertTrue(message.endswith("server string to sign is:"))
        self.assertNotIn(value, message)

    def test_unknown_keys_tokens_and_methods_are_rejected(self):
        for key_id in ["LTAI5tNobodyKnowsThisOne", "SR" + "A" * 22, "k", "' OR '1'='1"]:
            with self.subTest(key_id=key_id):
                self.error("InvalidAccessKeyId.NotFound", self.form(signing.rpc(key_id, "secret", "ListSecrets", {})), status=404)
        self.error("InvalidSecurityToken.Malformed", self.form(self.sign(SecurityToken="x" * 1_000)))
        for method in ["HMAC-SHA256", "SHA256withRSA", "none", "hmac-sha1"]:
            with self.subTest(method=method):
                self.assertNotEqual(self.exchange(self.form(self.sign(SignatureMethod=method)))[0], 200)

    def acs3(self, query, body=b"", target=None, sent_body=None, drop=None, alter=None, content_type=None, action="GetSecretValue", **overrides):
        headers = signing.acs3(self.key_id, self.secret, action, query, self.server.api, body, content_type=content_type, **overrides)
        if drop:
            headers.pop(drop)
        headers.update(alter or {})
        target = target or "/?" + signing.canonical_query(query)
        return self.exchange(body if sent_body is None else sent_body, target=target, headers=headers)

    def test_invalid_version_3_signatures_are_rejected(self):
        query = {"SecretName": self.name}
        self.assertEqual(self.acs3(query)[2]["SecretData"], self.value)
        good = signing.acs3(self.key_id, self.secret, "GetSecretValue", query, self.server.api)
        authorization = good["Authorization"]

        def refused(codes, **more):
            status, _, response = self.acs3(query, **more)
            self.assertNotEqual(status, 200)
            self.assertIn(response["Code"], codes, response)

        mismatch = {"SignatureDoesNotMatch"}
        broken = mismatch | {"IncompleteSignature", "MissingParameter", "InvalidParameter"}
        refused(mismatch, target="/?SecretName=other")
        refused(mismatch, alter={"x-acs-signature-nonce": "other"})
        refused(mismatch, alter={"x-acs-action": "DeleteSecret"})
        refused(broken, alter={"x-acs-security-token": "unsigned"})
        refused(mismatch, body=b"SecretData=x", sent_body=b"SecretData=y", content_type=signing.FORM)
        refused(mismatch, body=b"SecretData=x", content_type=signing.FORM, x_acs_content_sha256=hashlib.sha256(b"").hexdigest())
        for name in ["x-acs-signature-nonce", "x-acs-date", "x-acs-content-sha256", "x-acs-version", "x-acs-action"]:
            with self.subTest(dropped=name):
                refused(broken | {"IllegalTimestamp", "InvalidVersion", "InvalidAction.NotFound"}, drop=name)
                refused(broken | {"IllegalTimestamp", "InvalidVersion", "InvalidAction.NotFound"}, **{name.replace("-", "_"): None})
        refused({"InvalidTimeStamp.Expired"}, x_acs_date=signing.timestamp(-3_600))
        refused({"IllegalTimestamp"}, x_acs_date="yesterday")
        refused({"InvalidVersion"}, x_acs_version="2014-05-26")
        refused({"InvalidAction.NotFound"}, x_acs_action="Nothing")
        for text in [
            "ACS3-HMAC-SHA256", "ACS3-HMAC-SHA256 ", "ACS3-HMAC-SHA256 Credential=,SignedHeaders=,Signature=", authorization[:-1], authorization + "0",
            authorization.replace("host;", ""), authorization.replace("SignedHeaders=", "SignedHeaders=absent;"), authorization.replace("Credential=", "Credential"),
            "ACS3-HMAC-SHA256 " + "x" * 20_000, "ACS3-HMAC-SM3 Credential=a,SignedHeaders=b,Signature=c", "ACS4-HMAC-SHA256 Credential=a",
        ]:
            with self.subTest(authorization=text[:60]):
                status, _, response = self.acs3(query, alter={"Authorization": text})
                self.assertIn(status, (400, 404), response)
        nonce = self.sign()["SignatureNonce"]
        self.assertEqual(self.acs3(query, x_acs_signature_nonce=nonce)[0], 200)
        refused({"SignatureNonceUsed"}, x_acs_signature_nonce=nonce)

    # --- HTTP itself

    def test_other_methods_are_rejected(self):
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"]:
            with self.subTest(method=method):
                signed = self.form(self.sign(method=method))
                self.error("UnsupportedHTTPMethod", signed, method=method, status=403)
        status, _, _ = self.exchange(target="/?" + self.form(self.sign(method="HEAD")).decode(), method="HEAD", headers={})
        self.assertEqual(status, 403)

    def test_other_content_types_are_rejected(self):
        signed = self.form(self.sign())
        for content_type in ["application/json", "text/plain", "multipart/form-data; boundary=x", "application/xml", "", "x" * 1_000]:
            with self.subTest(content_type=content_type[:30]):
                self.assertIn("Content-Type", self.error("InvalidParameter", signed, headers={"content-type": content_type}))
        self.assertEqual(self.exchange(self.form(self.sign()), headers={"content-type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8"})[0], 200)

    def test_body_over_the_limit_is_rejected(self):
        signed = self.form(self.sign())
        self.error("InvalidParameter", signed + b"&x=" + b"y" * 250_000, status=413)
        self.api.close()  # the server closed its end because of the remaining body

        def chunks():
            for _ in range(300):
                yield b"y" * 1_000

        connection = http.client.HTTPSConnection(self.server.api, context=self.server.tls(), timeout=30)
        self.addCleanup(connection.close)
        try:
            connection.request("POST", "/", chunks(), {**FORM, "Transfer-Encoding": "chunked"}, encode_chunked=True)
        except OSError:
            pass  # the server may close before it has read everything
        else:
            response = connection.getresponse()
            self.assertEqual(response.status, 413)
            self.assertEqual(json.loads(response.read())["Code"], "InvalidParameter")

    def raw(self, text, timeout=20, tls=True):
        """Sends bytes to the port and returns the response until the server closes."""
        host, port = self.server.api.split(":")
        connection = socket.create_connection((host, int(port)), timeout)
        if tls:
            connection = self.server.tls().wrap_socket(connection, server_hostname=host)
        with connection:
            try:
                connection.sendall(text)
            except OSError:
                pass
            received = b""
            try:
                while part := connection.recv(65_536):
                    received += part
            except (ConnectionError, ssl.SSLError):
                pass
            return received

    def test_head_over_the_limit_is_rejected(self):
        for head in [
            b"GET /?x=" + b"y" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"y" * 140_000 + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(500)) + b"\r\n",
        ]:
            with self.subTest(head=head[:20]):
                response = self.raw(head)
                self.refused_in_the_dialect(response, rb"HTTP/1.1 (414|431) ")

    def refused_in_the_dialect(self, response, line):
        """The response has the body that the vendor's clients read."""
        head, _, body = response.partition(b"\r\n\r\n")
        self.assertRegex(head, rb"^" + line)
        self.assertRegex(head.lower(), rb"\r\ncontent-type: application/json")
        said = json.loads(body)
        self.assertEqual((said["HttpStatus"], said["Code"]), (int(head[9:12]), "InvalidParameter"))
        self.assertTrue(said["Message"].endswith(".") and said["RequestId"] and said["HostId"], said)
        self.assertIn(said["RequestId"].encode(), head)

    def test_longest_url_of_a_client_is_refused_in_the_dialect(self):
        """30,720 bytes of Chinese text in the query: 92,160 characters."""
        text = "密" * 10_240
        signed = signing.rpc(self.server.facts["access_key_id"], self.server.facts["access_key_secret"], "PutSecretValue",
                             {"SecretName": unique("long"), "VersionId": "v1", "SecretData": text})
        query = signing.canonical_query(signed)
        self.assertGreater(len(query), 92_160)
        for method in ["GET", "POST"]:
            response = self.raw(f"{method} /?{query} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode())
            self.refused_in_the_dialect(response, rb"HTTP/1.1 414 ")
            self.assertNotIn("密".encode(), response)
        # In a form body the same is a request like every other.
        name = unique("long")
        self.api.call("CreateSecret", SecretName=name, VersionId="v1", SecretData=text)
        self.assertEqual(self.api.call("GetSecretValue", SecretName=name)["SecretData"], text)
        self.api.call("DeleteSecret", SecretName=name, ForceDeleteWithoutRecovery="true")

    def test_other_paths_and_methods_are_refused_in_the_dialect(self):
        for method, target in [("POST", "/healthz"), ("DELETE", "/healthz"), ("GET", "/x"), ("PUT", "/"), ("OPTIONS", "/"), ("PATCH", "/x/y")]:
            with self.subTest(method, target=target):
                status, headers, body = self.api.send(method, target)
                said = json.loads(body)
                self.assertEqual((said["HttpStatus"], bool(said["Code"])), (status, True))
                self.assertIn(said["RequestId"], headers["x-acs-request-id"])

    def test_invalid_http_is_rejected(self):
        for text in [
            b"\x00\x01\x02\x03\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"GET / HTTP/1.1\r\nBad Header: x\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        ]:
            with self.subTest(text=text[:40]):
                text = text if b"Connection" in text else text.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
                response = self.raw(text)
                self.assertNotRegex(response[:12], rb"HTTP/1.1 (200|5)")
                if response:
                    self.assertTrue(json.loads(response.partition(b"\r\n\r\n")[2])["Code"])

    def test_plain_http_on_the_tls_port_is_rejected(self):
        response = self.raw(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", tls=False)
        self.refused_in_the_dialect(response, rb"HTTP/1.1 400 ")
        self.assertIn(b"https", response.lower(), "the response names https")

    def test_old_tls_is_refused(self):
        context = self.server.tls()
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        host, port = self.server.api.split(":")
        with self.assertRaises((ssl.SSLError, OSError)), socket.create_connection((host, int(port)), 10) as plain:
            context.wrap_socket(plain, server_hostname=host)

    def test_silent_and_slow_connections_are_closed(self):
        host, port = self.server.api.split(":")

        def opened(first=b"", tls=True):
            connection = socket.create_connection((host, int(port)), 60)
            if tls:
                connection = self.server.tls().wrap_socket(connection, server_hostname=host)
            connection.sendall(first)
            self.addCleanup(connection.close)
            return connection

        head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n"
        silent = {
            "no handshake": opened(tls=False), "half a handshake": opened(b"\x16\x03\x01", tls=False), "no request": opened(),
            "half a head": opened(head), "no body": opened(head + b"\r\n"), "half a body": opened(head + b"\r\nAction=Get"),
        }
        slow = opened(head)
        begun, alive, drips = time.monotonic(), True, 0
        while alive and time.monotonic() - begun < 60:
            time.sleep(1)
            drips += 1
            try:
                slow.sendall(b"X-Slow: %d\r\n" % drips)  # never finishing the head
                slow.settimeout(0.01)
                alive = slow.recv(1_000) != b""
            except (TimeoutError, ssl.SSLWantReadError):
                pass
            except OSError:
                alive = False
        self.assertFalse(alive, "an endless head is cut off")
        self.assertEqual(self.server.health("api")[0], 200, "other clients are still served")
        for what, connection in silent.items():
            with self.subTest(what):
                connection.settimeout(max(1, 75 - (time.monotonic() - begun)))
                try:
                    while connection.recv(1_000):
                        pass
                except TimeoutError:
                    self.fail("still open")
                except OSError:
                    pass


class Restart(unittest.TestCase):
    """Used nonces of changes are kept across a restart."""

    def test_change_cannot_be_replayed_after_a_restart(self):
        with Server() as server:
            facts = server.facts
            api = Api.of(server)
            value, later = canary("a value"), canary("a value")
            api.call("CreateSecret", SecretName="app/db", VersionId="v1", SecretData=value)
            put = signing.rpc(facts["access_key_id"], facts["access_key_secret"], "PutSecretValue",
                              {"SecretName": "app/db", "VersionId": "v2", "SecretData": later})
            delete = signing.rpc(facts["access_key_id"], facts["access_key_secret"], "DeleteSecret", {"SecretName": "app/gone"})
            api.call("CreateSecret", SecretName="app/gone", VersionId="v1", SecretData=canary("a value"))
            for request in (put, delete):
                self.assertEqual(api.send("POST", "/", signing.canonical_query(request).encode(), FORM)[0], 200)
            api.call("RestoreSecret", SecretName="app/gone")
            for end in (server.stop, server.kill):
                end()
                server.start()
                api.close()
                for request in (put, delete):
                    status, _, text = api.send("POST", "/", signing.canonical_query(request).encode(), FORM)
                    self.assertEqual((status, json.loads(text)["Code"]), (400, "SignatureNonceUsed"))
                self.assertEqual(api.call("GetSecretValue", SecretName="app/db")["SecretData"], later)
                self.assertNotIn("PlannedDeleteTime", api.call("DescribeSecret", SecretName="app/gone"))
            self.assertNotIn("panicked", server.log())


if __name__ == "__main__":
    unittest.main()
