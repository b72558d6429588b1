"""The vendor's unmodified RAM clients against the server: access is managed with RAM and checked with KMS."""

import functools
import unittest

from drivers import RAM, V1, V2
from fixture import ServerCase
from identity import Identity, fresh


class RamV1(Identity, ServerCase):
    """aliyun-python-sdk-ram, JSON responses."""

    driver = functools.partial(V1, api=RAM)
    kms = V1


class RamV1Xml(ServerCase):
    """aliyun-python-sdk-ram, XML responses: the same fields."""

    def test_xml_and_json_responses_are_equal(self):
        facts = self.server.facts
        key = facts["access_key_id"], facts["access_key_secret"]
        xml, plain = (V1(self.server, *key, accept=form, api=RAM).call for form in ("XML", "JSON"))
        user, group, policy = fresh("user"), fresh("group"), fresh("policy")
        document = '{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}]}'
        self.assertEqual(xml("CreateUser", UserName=user, Comments="<é>")["User"]["Comments"], "<é>")
        xml("CreateGroup", GroupName=group)
        xml("CreatePolicy", PolicyName=policy, PolicyDocument=document)
        xml("AttachPolicyToGroup", GroupName=group, PolicyType="Custom", PolicyName=policy)
        xml("AddUserToGroup", UserName=user, GroupName=group)
        of_policy = {"PolicyName": policy, "PolicyType": "Custom"}
        for action, more in [
            ("GetUser", {"UserName": user}), ("ListUsers", {"MaxItems": "1"}), ("ListAccessKeys", {}),
            ("GetGroup", {"GroupName": group}), ("ListUsersForGroup", {"GroupName": group}), ("ListGroupsForUser", {"UserName": user}),
            ("ListPoliciesForGroup", {"GroupName": group}), ("ListPoliciesForUser", {"UserName": user}),
            ("GetPolicy", of_policy), ("ListPolicyVersions", of_policy), ("ListEntitiesForPolicy", of_policy),
            ("ListPolicies", {"PolicyType": "System", "MaxItems": "3"}),
        ]:
            with self.subTest(action):
                responses = [call(action, **more) for call in (xml, plain)]
                for response in responses:
                    self.assertTrue(response.pop("RequestId"))
                self.assertEqual(*responses)


class RamV2(Identity, ServerCase):
    """alibabacloud-ram20150501 with its own signature, ACS3-HMAC-SHA256."""

    driver = functools.partial(V2, api=RAM)
    kms = V2


class RamV2Rpc(Identity, ServerCase):
    """alibabacloud-ram20150501 with the RPC signature."""

    driver = functools.partial(V2, algorithm="v2", api=RAM)
    kms = functools.partial(V2, algorithm="v2")


if __name__ == "__main__":
    unittest.main()
