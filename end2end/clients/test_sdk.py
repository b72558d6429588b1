"""The vendor's unmodified Python SDKs against the server, over HTTPS with its own CA."""

import functools
import json
import unittest

from drivers import V1, V2, from_xml
from fixture import ServerCase, canary, unique
from harness import signing
from operations import Operations


class SdkV1(Operations, ServerCase):
    """aliyun-python-sdk-kms, JSON responses."""

    driver = V1


class SdkV1LongUrl(ServerCase):
    """aliyun-python-sdk-kms puts every parameter into the URL."""

    def test_value_that_makes_the_url_too_long_is_refused_with_a_code(self):
        facts = self.server.facts
        call = V1(self.server, facts["access_key_id"], facts["access_key_secret"]).call
        error = self.refused("InvalidParameter", 414, call, "CreateSecret", SecretName=unique("long"), VersionId="v1",
                             SecretData="密" * 10_240)
        self.assertIn("URL", error.message)


class SdkV1Xml(ServerCase):
    """aliyun-python-sdk-kms, XML responses: the same fields."""

    def test_xml_and_json_responses_are_equal(self):
        facts = self.server.facts
        xml = V1(self.server, facts["access_key_id"], facts["access_key_secret"], accept="XML").call
        plain = V1(self.server, facts["access_key_id"], facts["access_key_secret"]).call
        name = unique("xml")
        value = canary("a value") + " <b>&amp; \"café\" 中文 ]]> '"
        tags = '[{"TagKey":"a","TagValue":"1"},{"TagKey":"b","TagValue":""}]'
        made = xml("CreateSecret", SecretName=name, VersionId="v1", SecretData=value, Description="<&>", Tags=tags)
        self.assertEqual((made["SecretName"], made["VersionId"]), (name, "v1"))
        xml("PutSecretValue", SecretName=name, VersionId="v2", SecretData=value, VersionStages='["green","ACSCurrent"]')
        for action, more in [
            ("GetSecretValue", {}), ("DescribeSecret", {"FetchTags": "true"}), ("ListSecretVersionIds", {"IncludeDeprecated": "true"}),
        ]:
            with self.subTest(action):
                responses = [call(action, SecretName=name, **more) for call in (xml, plain)]
                for response in responses:
                    self.assertTrue(response.pop("RequestId"))
                self.assertEqual(*responses)
        listed = xml("ListSecrets", Filters=f'[{{"Key":"SecretName","Values":["{name}"]}}]', FetchTags="true")
        self.assertEqual([s["SecretName"] for s in listed["SecretList"]["Secret"]], [name])
        # This SDK has no class for the operation, and its generic call drops the format.
        wanted = json.dumps([{"SecretName": name}, {"SecretName": unique("absent")}])
        signed = signing.rpc(facts["access_key_id"], facts["access_key_secret"], "BatchGetSecretValue", {"SecretsList": wanted}, Format="XML")
        _, _, text = self.api.send("POST", "/", signing.canonical_query(signed).encode(), {"content-type": signing.FORM})
        many = from_xml(text)
        self.assertEqual(many["SecretValues"][0]["SecretData"], value)
        self.assertEqual(many["Errors"][0]["Code"], "Forbidden.ResourceNotFound")

    def test_value_that_xml_cannot_represent_is_returned_as_json(self):
        facts = self.server.facts
        name = unique("xml")
        value = canary("a value") + "\x01\x0b"
        self.api.call("CreateSecret", SecretName=name, VersionId="v1", SecretData=value)
        from aliyunsdkcore.client import AcsClient
        from aliyunsdkcore.http import protocol_type
        from aliyunsdkkms.request.v20160120.GetSecretValueRequest import GetSecretValueRequest

        client = AcsClient(facts["access_key_id"], facts["access_key_secret"], facts["region"], verify=facts["ca_file"])
        request = GetSecretValueRequest()
        request.set_SecretName(name)
        request.set_endpoint(self.server.api)
        request.set_protocol_type(protocol_type.HTTPS)
        request.set_accept_format("XML")
        self.assertEqual(json.loads(client.do_action(request))["SecretData"], value)


class SdkV2(Operations, ServerCase):
    """alibabacloud-kms20160120 with its own signature, ACS3-HMAC-SHA256."""

    driver = V2


class SdkV2Rpc(Operations, ServerCase):
    """alibabacloud-kms20160120 with the RPC signature."""

    driver = functools.partial(V2, algorithm="v2")


if __name__ == "__main__":
    unittest.main()
