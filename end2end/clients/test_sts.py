"""The vendor's unmodified STS clients against the server, and what its KMS clients do with temporary credentials."""

import datetime
import functools
import json
import unittest

from drivers import KMS, RAM, STS, V1, V2
from fixture import ServerCase, canary, plant, unique
from identity import document, fresh


class Sessions:
    """Mix into a `ServerCase` that has `driver(server, key_id, secret, api=…)`."""

    driver = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        facts = cls.server.facts
        administrator = functools.partial(cls.driver, cls.server, facts["access_key_id"], facts["access_key_secret"])
        cls.ram, cls.sts = (staticmethod(administrator(api=api).call) for api in (RAM, STS))
        cls.account = cls.sts("GetCallerIdentity")["AccountId"]
        cls.secret, cls.value = unique("sts"), canary("a value")
        cls.api.call("CreateSecret", SecretName=cls.secret, VersionId="v1", SecretData=cls.value)

    def arn(self, name):
        return f"acs:ram::{self.account}:{name}"

    def role(self, *trusted, **more):
        """A role that reads all secrets and trusts these, or the whole account."""
        statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": list(trusted) or [self.arn("root")]}}
        trust = json.dumps({"Version": "1", "Statement": [statement]})
        name = fresh("Role")
        made = self.ram("CreateRole", RoleName=name, AssumeRolePolicyDocument=trust, **more)["Role"]
        self.assertEqual((made["RoleName"], made["Arn"]), (name, self.arn(f"role/{name.lower()}")))
        self.ram("AttachPolicyToRole", RoleName=name, PolicyType="System", PolicyName="AliyunKMSSecretUserAccess")
        return name

    def assume(self, role, call=None, **more):
        """Temporary credentials: id, secret, token."""
        made = (call or self.sts)("AssumeRole", RoleArn=self.arn(f"role/{role}"), RoleSessionName="ci-42", **more)
        self.assertEqual(made["AssumedRoleUser"]["Arn"], self.arn(f"role/{role.lower()}/ci-42"))
        credentials = made["Credentials"]
        plant(credentials["AccessKeySecret"], "the secret of a session")
        ends = datetime.datetime.strptime(credentials["Expiration"], "%Y-%m-%dT%H:%M:%SZ")
        left = ends - datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
        self.assertAlmostEqual(left.total_seconds(), more.get("DurationSeconds", 3600), delta=60)
        return credentials["AccessKeyId"], credentials["AccessKeySecret"], credentials["SecurityToken"]

    def as_session(self, session, api=KMS):
        key_id, secret, token = session
        return self.driver(self.server, key_id, secret, token=token, api=api).call

    def reading(self, session):
        return self.as_session(session)("GetSecretValue", SecretName=self.secret)["SecretData"]

    def test_role_session_can_read_until_the_policy_is_detached(self):
        role = self.role()
        session = self.assume(role)
        self.assertEqual(self.reading(session), self.value)
        facts = self.as_session(session, STS)("GetCallerIdentity")
        self.assertEqual((facts["IdentityType"], facts["Arn"]), ("AssumedRoleUser", self.arn(f"role/{role.lower()}/ci-42")))
        self.refused("NoPermission", 403, self.as_session(session, RAM), "ListUsers")
        attachment = {"RoleName": role, "PolicyType": "System", "PolicyName": "AliyunKMSSecretUserAccess"}
        self.refused("DeleteConflict.Role.Policy", 409, self.ram, "DeleteRole", RoleName=role)
        self.ram("DetachPolicyFromRole", **attachment)
        self.refused("Forbidden.NoPermission", 403, self.reading, session)
        self.ram("AttachPolicyToRole", **attachment)
        self.assertEqual(self.reading(session), self.value)
        self.ram("DetachPolicyFromRole", **attachment)
        self.ram("DeleteRole", RoleName=role)
        self.refused("InvalidAccessKeyId.NotFound", 404, self.reading, session)

    def test_assuming_requires_trust_and_permission(self):
        user, policy = fresh("user"), fresh("policy")
        self.ram("CreateUser", UserName=user)
        made = self.ram("CreateAccessKey", UserName=user)["AccessKey"]
        plant(made["AccessKeySecret"], f"the AccessKey secret of {user}")
        sts = self.driver(self.server, made["AccessKeyId"], made["AccessKeySecret"], api=STS).call
        role = self.role(self.arn(f"user/{user}"))
        parameters = {"RoleArn": self.arn(f"role/{role}"), "RoleSessionName": "ci-42"}
        self.refused("NoPermission", 403, sts, "AssumeRole", **parameters)
        self.refused("NoPermission", 403, self.sts, "AssumeRole", **parameters)
        self.ram("CreatePolicy", PolicyName=policy, PolicyDocument=document(action="sts:AssumeRole", resource=self.arn(f"role/{role.lower()}")))
        self.ram("AttachPolicyToUser", UserName=user, PolicyType="Custom", PolicyName=policy)
        self.assertEqual(self.reading(self.assume(role, sts)), self.value)
        self.assertEqual(sts("GetCallerIdentity")["Arn"], self.arn(f"user/{user}"))

    def test_session_policy_narrows_access(self):
        role = self.role()
        here = self.assume(role, Policy=document(resource=f"acs:kms:*:*:secret/{self.secret}"), DurationSeconds=900)
        self.assertEqual(self.reading(here), self.value)
        self.refused("Forbidden.NoPermission", 403, self.as_session(here), "DescribeSecret", SecretName=self.secret)
        elsewhere = self.assume(role, Policy=document(resource="acs:kms:*:*:secret/elsewhere"))
        self.refused("Forbidden.NoPermission", 403, self.reading, elsewhere)

    def test_invalid_requests_and_tokens_are_rejected(self):
        role = self.role(MaxSessionDuration=7200)
        self.assertEqual(self.reading(self.assume(role, DurationSeconds=7200)), self.value)
        parameters = {"RoleArn": self.arn(f"role/{role}"), "RoleSessionName": "ci-42"}
        for change, code in [
            ({"DurationSeconds": 7201}, "InvalidParameter.DurationSeconds"), ({"DurationSeconds": 899}, "InvalidParameter.DurationSeconds"),
            ({"RoleSessionName": "x"}, "InvalidParameter.RoleSessionName"), ({"RoleArn": role}, "InvalidParameter.RoleArn"),
            ({"Policy": "nonsense"}, "InvalidParameter.PolicyGrammar"),
        ]:
            with self.subTest(change):
                self.refused(code, 400, self.sts, "AssumeRole", **{**parameters, **change})
        one, other = self.assume(role), self.assume(role)
        for session, code in [
            ((*one[:2], other[2]), "InvalidSecurityToken.MismatchWithAccessKey"), ((*one[:2], "x" + one[2][1:]), "InvalidSecurityToken.Malformed"),
            ((one[0], other[1], one[2]), "SignatureDoesNotMatch"), ((*one[:2], None), "MissingSecurityToken"),
        ]:
            with self.subTest(code):
                self.refused(code, 400, self.reading, session)


class StsV1(Sessions, ServerCase):
    """aliyun-python-sdk-sts and -kms."""

    driver = V1


class StsV2(Sessions, ServerCase):
    """alibabacloud-sts20150401 and -kms20160120 with their own signature, ACS3-HMAC-SHA256."""

    driver = V2


class StsV2Rpc(Sessions, ServerCase):
    """The same with the RPC signature."""

    driver = functools.partial(V2, algorithm="v2")


if __name__ == "__main__":
    unittest.main()
