"""Users, groups and policies as one list of tests, run once for each of the vendor's RAM clients (see test_ram.py)."""

import json
import uuid

from fixture import Api, canary, plant, unique

DATE = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"


def document(effect="Allow", action="kms:GetSecretValue", resource="*"):
    statement = {"Effect": effect, "Action": action, "Resource": resource}
    return json.dumps({"Version": "1", "Statement": [statement]})


def fresh(prefix):
    """A name of a user, group or policy that no other test uses."""
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


class Identity:
    """Mix into a `ServerCase` that has `driver(server, key_id, secret)` for RAM and `kms(...)` for KMS."""

    driver = None
    kms = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        facts = cls.server.facts
        cls.call = staticmethod(cls.driver(cls.server, facts["access_key_id"], facts["access_key_secret"]).call)
        cls.secret = unique("ram")
        cls.value = canary("a value")
        cls.api.call("CreateSecret", SecretName=cls.secret, VersionId="v1", SecretData=cls.value)

    def user(self):
        name = fresh("user")
        self.call("CreateUser", UserName=name)
        return name

    def group(self):
        name = fresh("group")
        self.call("CreateGroup", GroupName=name)
        return name

    def policy(self, text=None):
        name = fresh("policy")
        self.call("CreatePolicy", PolicyName=name, PolicyDocument=text or document(resource=f"acs:kms:*:*:secret/{self.secret}"))
        return name

    def key(self, user):
        """A new AccessKey: id and secret."""
        made = self.call("CreateAccessKey", UserName=user)["AccessKey"]
        plant(made["AccessKeySecret"], f"the AccessKey secret of {user}")
        return made["AccessKeyId"], made["AccessKeySecret"]

    def reading(self, key):
        """Reads the secret with this key."""
        return self.kms(self.server, *key).call("GetSecretValue", SecretName=self.secret)["SecretData"]

    def denied(self, key):
        self.refused("Forbidden.NoPermission", 403, self.reading, key)

    # --- users and their keys

    def test_user_can_be_created_changed_and_deleted(self):
        name = fresh("user")
        made = self.call("CreateUser", UserName=name, DisplayName="Zoë 中文", Comments="a <b> & c")["User"]
        self.assertEqual((made["UserName"], made["DisplayName"], made["Comments"]), (name, "Zoë 中文", "a <b> & c"))
        self.assertRegex(made["CreateDate"], DATE)
        other = fresh("user")
        changed = self.call("UpdateUser", UserName=name, NewUserName=other, NewDisplayName="Zoë")["User"]
        self.assertEqual((changed["UserId"], changed["UserName"], changed["Comments"]), (made["UserId"], other, "a <b> & c"))
        got = self.call("GetUser", UserName=other)["User"]
        self.assertEqual((got["DisplayName"], got["UserId"]), ("Zoë", made["UserId"]))
        self.assertRegex(got["UpdateDate"], DATE)
        self.refused("EntityAlreadyExists.User", 409, self.call, "CreateUser", UserName=other.upper())
        self.call("DeleteUser", UserName=other)
        for action in ["GetUser", "UpdateUser", "DeleteUser", "CreateAccessKey", "ListAccessKeys", "ListGroupsForUser",
                       "ListPoliciesForUser"]:
            with self.subTest(action):
                self.refused("EntityNotExist.User", 404, self.call, action, UserName=other)

    def test_access_keys_can_be_created_deactivated_and_deleted(self):
        user = self.user()
        self.call("AttachPolicyToUser", UserName=user, PolicyType="System", PolicyName="AliyunKMSSecretUserAccess")
        first, second = self.key(user), self.key(user)
        self.assertEqual(self.reading(first), self.value)
        self.refused("LimitExceeded.User.AccessKey", 409, self.call, "CreateAccessKey", UserName=user)
        listed = self.call("ListAccessKeys", UserName=user)["AccessKeys"]["AccessKey"]
        self.assertCountEqual([(k["AccessKeyId"], k["Status"]) for k in listed], [(first[0], "Active"), (second[0], "Active")])
        self.assertFalse([k for k in listed if "AccessKeySecret" in k], "a secret is shown once")
        self.call("UpdateAccessKey", UserName=user, UserAccessKeyId=first[0], Status="Inactive")
        self.refused("Forbidden.AccessKey", 403, self.reading, first)
        self.call("UpdateAccessKey", UserName=user, UserAccessKeyId=first[0], Status="Active")
        self.assertEqual(self.reading(first), self.value)
        self.call("DeleteAccessKey", UserName=user, UserAccessKeyId=first[0])
        self.refused("InvalidAccessKeyId.NotFound", 404, self.reading, first)
        gone = {"UserName": user, "UserAccessKeyId": first[0]}
        self.refused("EntityNotExist.User.AccessKey", 404, self.call, "DeleteAccessKey", **gone)
        self.refused("InvalidParameter", 400, self.call, "UpdateAccessKey", Status="Gone", **gone)
        self.assertEqual(self.reading(second), self.value)

    def test_caller_can_rotate_its_own_access_key(self):
        user = self.user()
        own = document(action="ram:*AccessKey*", resource=f"acs:ram:*:*:user/{user}")
        self.call("AttachPolicyToUser", UserName=user, PolicyType="Custom", PolicyName=self.policy(own))
        old = self.key(user)
        made = self.driver(self.server, *old).call("CreateAccessKey")["AccessKey"]
        plant(made["AccessKeySecret"], f"the second AccessKey secret of {user}")
        mine = self.driver(self.server, made["AccessKeyId"], made["AccessKeySecret"]).call
        mine("DeleteAccessKey", UserAccessKeyId=old[0])
        self.assertEqual([k["AccessKeyId"] for k in mine("ListAccessKeys")["AccessKeys"]["AccessKey"]], [made["AccessKeyId"]])
        self.refused("NoPermission", 403, mine, "ListAccessKeys", UserName=self.server.facts["admin_user"])

    def test_login_profile_can_be_created_changed_and_deleted(self):
        user = self.user()
        absent = ("EntityNotExist.User.LoginProfile", 404)
        self.refused(*absent, self.call, "GetLoginProfile", UserName=user)
        made = self.call("CreateLoginProfile", UserName=user, Password=canary("a password"), PasswordResetRequired=False)
        made = made["LoginProfile"]
        self.assertEqual((made["UserName"], made["PasswordResetRequired"], made["MFABindRequired"]), (user, False, False))
        self.refused("EntityAlreadyExists.User.LoginProfile", 409, self.call, "CreateLoginProfile", UserName=user,
                     Password=canary("a password"))
        self.refused("InvalidParameter.Password.TooWeak", 400, self.call, "UpdateLoginProfile", UserName=user, Password="short")
        self.refused("InvalidParameter", 400, self.call, "UpdateLoginProfile", UserName=user, MFABindRequired=True)
        self.call("UpdateLoginProfile", UserName=user, Password=canary("a password"))
        self.assertEqual(self.call("GetLoginProfile", UserName=user)["LoginProfile"]["UserName"], user)
        self.call("DeleteLoginProfile", UserName=user)
        self.refused(*absent, self.call, "DeleteLoginProfile", UserName=user)

    # --- permissions

    def test_access_ends_when_the_policy_is_detached(self):
        user, group, policy = self.user(), self.group(), self.policy()
        key = self.key(user)
        self.denied(key)
        of_user = {"UserName": user, "PolicyType": "Custom", "PolicyName": policy}
        self.call("AttachPolicyToUser", **of_user)
        self.assertEqual(self.reading(key), self.value)
        self.refused("EntityAlreadyExists.User.Policy", 409, self.call, "AttachPolicyToUser", **of_user)
        self.call("DetachPolicyFromUser", **of_user)
        self.denied(key)
        self.refused("EntityNotExist.User.Policy", 404, self.call, "DetachPolicyFromUser", **of_user)
        of_group = {"GroupName": group, "PolicyType": "Custom", "PolicyName": policy}
        member = {"UserName": user, "GroupName": group}
        self.call("AttachPolicyToGroup", **of_group)
        self.denied(key)
        self.call("AddUserToGroup", **member)
        self.assertEqual(self.reading(key), self.value)
        self.refused("EntityAlreadyExists.User.Group", 409, self.call, "AddUserToGroup", **member)
        self.call("RemoveUserFromGroup", **member)
        self.denied(key)
        self.refused("EntityNotExist.User.Group", 404, self.call, "RemoveUserFromGroup", **member)
        self.call("AddUserToGroup", **member)
        self.assertEqual(self.reading(key), self.value)
        self.call("DetachPolicyFromGroup", **of_group)
        self.denied(key)
        self.refused("EntityNotExist.Group.Policy", 404, self.call, "DetachPolicyFromGroup", **of_group)

    def test_policy_can_be_rolled_back_to_an_older_version(self):
        user, policy = self.user(), self.policy()
        self.call("AttachPolicyToUser", UserName=user, PolicyType="Custom", PolicyName=policy)
        key = self.key(user)
        self.assertEqual(self.reading(key), self.value)
        made = self.call("CreatePolicyVersion", PolicyName=policy, PolicyDocument=document("Deny"), SetAsDefault=True)["PolicyVersion"]
        self.assertEqual((made["VersionId"], made["IsDefaultVersion"]), ("v2", True))
        self.denied(key)
        of = {"PolicyName": policy, "PolicyType": "Custom"}
        self.assertEqual(self.call("GetPolicy", **of)["DefaultPolicyVersion"]["PolicyDocument"], document("Deny"))
        self.refused("DeleteConflict.Policy.Version.Default", 409, self.call, "DeletePolicyVersion", PolicyName=policy, VersionId="v2")
        self.call("SetDefaultPolicyVersion", PolicyName=policy, VersionId="v1")
        self.assertEqual(self.reading(key), self.value, "the older version applies again")
        self.assertEqual(self.call("GetPolicyVersion", VersionId="v2", **of)["PolicyVersion"]["PolicyDocument"], document("Deny"))
        for _ in range(3):
            self.call("CreatePolicyVersion", PolicyName=policy, PolicyDocument=document())
        sixth = {"PolicyName": policy, "PolicyDocument": document()}
        self.refused("LimitExceeded.Policy.Version", 409, self.call, "CreatePolicyVersion", **sixth)
        self.call("CreatePolicyVersion", RotateStrategy="DeleteOldestNonDefaultVersionWhenLimitExceeded", **sixth)
        listed = self.call("ListPolicyVersions", **of)["PolicyVersions"]["PolicyVersion"]
        self.assertCountEqual([v["VersionId"] for v in listed], ["v1", "v3", "v4", "v5", "v6"])
        self.call("DeletePolicyVersion", PolicyName=policy, VersionId="v6")
        self.refused("EntityNotExist.Policy.Version", 404, self.call, "SetDefaultPolicyVersion", PolicyName=policy, VersionId="v6")
        self.refused("InvalidParameter.VersionId.Format", 400, self.call, "SetDefaultPolicyVersion", PolicyName=policy, VersionId="6")

    def test_attachments_and_memberships_are_listed(self):
        user, group, policy = self.user(), self.group(), self.policy()
        described = self.call("UpdatePolicyDescription", PolicyName=policy, NewDescription="reads one secret")["Policy"]
        self.assertEqual((described["PolicyType"], described["DefaultVersion"]), ("Custom", "v1"))
        self.call("AttachPolicyToUser", UserName=user, PolicyType="Custom", PolicyName=policy)
        self.call("AttachPolicyToUser", UserName=user, PolicyType="System", PolicyName="StrongroomAuditor")
        self.call("AttachPolicyToGroup", GroupName=group, PolicyType="Custom", PolicyName=policy)
        self.call("AddUserToGroup", UserName=user, GroupName=group)
        listed = self.call("ListPoliciesForUser", UserName=user)["Policies"]["Policy"]
        self.assertCountEqual([(p["PolicyType"], p["PolicyName"]) for p in listed],
                              [("Custom", policy), ("System", "StrongroomAuditor")])
        listed = self.call("ListPoliciesForGroup", GroupName=group)["Policies"]["Policy"]
        self.assertEqual([(p["PolicyName"], p["Description"], p["DefaultVersion"]) for p in listed],
                         [(policy, "reads one secret", "v1")])
        entities = self.call("ListEntitiesForPolicy", PolicyName=policy, PolicyType="Custom")
        self.assertEqual([u["UserName"] for u in entities["Users"]["User"]], [user])
        self.assertEqual([g["GroupName"] for g in entities["Groups"]["Group"]], [group])
        self.assertEqual(self.call("GetPolicy", PolicyName=policy, PolicyType="Custom")["Policy"]["AttachmentCount"], 2)
        self.assertEqual([g["GroupName"] for g in self.call("ListGroupsForUser", UserName=user)["Groups"]["Group"]], [group])
        self.assertEqual([u["UserName"] for u in self.call("ListUsersForGroup", GroupName=group)["Users"]["User"]], [user])

    def test_deletion_is_rejected_while_references_exist(self):
        user, group, policy = self.user(), self.group(), self.policy()
        key_id, _ = self.key(user)
        self.call("AddUserToGroup", UserName=user, GroupName=group)
        self.call("AttachPolicyToUser", UserName=user, PolicyType="Custom", PolicyName=policy)
        self.call("AttachPolicyToGroup", GroupName=group, PolicyType="Custom", PolicyName=policy)
        self.call("CreatePolicyVersion", PolicyName=policy, PolicyDocument=document())

        def conflict(code, action, **named):
            self.refused(f"DeleteConflict.{code}", 409, self.call, action, **named)

        conflict("User.AccessKey", "DeleteUser", UserName=user)
        self.call("DeleteAccessKey", UserName=user, UserAccessKeyId=key_id)
        conflict("User.Group", "DeleteUser", UserName=user)
        conflict("Group.User", "DeleteGroup", GroupName=group)
        self.call("RemoveUserFromGroup", UserName=user, GroupName=group)
        conflict("User.Policy", "DeleteUser", UserName=user)
        conflict("Group.Policy", "DeleteGroup", GroupName=group)
        conflict("Policy.User", "DeletePolicy", PolicyName=policy)
        self.call("DetachPolicyFromUser", UserName=user, PolicyType="Custom", PolicyName=policy)
        conflict("Policy.Group", "DeletePolicy", PolicyName=policy)
        self.call("DetachPolicyFromGroup", GroupName=group, PolicyType="Custom", PolicyName=policy)
        conflict("Policy.Version", "DeletePolicy", PolicyName=policy)
        self.call("DeletePolicy", PolicyName=policy, CascadingDelete=True)
        self.call("DeleteUser", UserName=user)
        self.call("DeleteGroup", GroupName=group)
        self.refused("EntityNotExist.Policy", 404, self.call, "GetPolicy", PolicyName=policy, PolicyType="Custom")
        self.refused("EntityNotExist.Group", 404, self.call, "GetGroup", GroupName=group)

    def test_what_providers_ask_before_they_delete_is_answered(self):
        """Terraform's provider unbinds the second factor of a user, and reads the tags of a role."""
        user, role = self.user(), fresh("role")
        self.refused("EntityNotExist.User.MFADevice", 404, self.call, "UnbindMFADevice", UserName=user)
        self.refused("EntityNotExist.User", 404, self.call, "UnbindMFADevice", UserName=fresh("user"))
        self.call("DeleteUser", UserName=user)
        account = self.server.facts["account_id"]
        trust = {"Version": "1", "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": [f"acs:ram::{account}:root"], "Service": []},
        }]}
        self.call("CreateRole", RoleName=role, AssumeRolePolicyDocument=json.dumps(trust))
        self.assertEqual(self.role_tags(role), [])
        self.refused("EntityNotExist.Role", 404, self.role_tags, fresh("role"))
        trust["Statement"][0]["Principal"] = {"RAM": [], "Service": []}
        self.refused("MalformedPolicyDocument", 400, self.call, "UpdateRole", RoleName=role, NewAssumeRolePolicyDocument=json.dumps(trust))
        self.call("DeleteRole", RoleName=role)

    def role_tags(self, role):
        api = Api.of(self.server)
        try:
            # The older SDK has a class of its own form for the list, so the request is written by hand.
            return api.call("ListTagResources", Version="2015-05-01", ResourceType="role", ResourceNames=[role])["TagResources"]
        finally:
            api.close()

    def test_group_can_be_renamed(self):
        name, other = fresh("group"), fresh("group")
        made = self.call("CreateGroup", GroupName=name, Comments="on call")["Group"]
        changed = self.call("UpdateGroup", GroupName=name, NewGroupName=other)["Group"]
        self.assertEqual((changed["GroupId"], changed["Comments"]), (made["GroupId"], "on call"))
        self.assertEqual(self.call("GetGroup", GroupName=other)["Group"]["GroupName"], other)
        self.refused("EntityAlreadyExists.Group", 409, self.call, "CreateGroup", GroupName=other)
        self.assertIn(other, self.names("ListGroups", "Groups", "Group", "GroupName", 100))

    # --- lists

    def names(self, action, wrapper, child, name, items, **more):
        """The names of a whole list, read in pages of `items`."""
        seen, marker = [], {}
        while True:
            response = self.call(action, MaxItems=items, **marker, **more)
            page = response[wrapper][child]
            self.assertLessEqual(len(page), items)
            seen += [one[name] for one in page]
            self.assertEqual(response["IsTruncated"], "Marker" in response)
            if not response["IsTruncated"]:
                return seen
            marker = {"Marker": response["Marker"]}

    def test_lists_are_complete_for_every_page_size(self):
        group = self.group()
        users = sorted(self.user() for _ in range(5))
        for user in users:
            self.call("AddUserToGroup", UserName=user, GroupName=group)
        listed = self.names("ListUsers", "Users", "User", "UserName", 1)
        self.assertEqual([name for name in listed if name in users], users)
        self.assertEqual(len(listed), len(set(listed)))
        of_group = ("ListUsersForGroup", "Users", "User", "UserName")
        self.assertEqual(self.names(*of_group, 1, GroupName=group), users)
        self.assertEqual(self.names(*of_group, 2, GroupName=group), users)
        policies = [self.policy() for _ in range(2)]
        of_policies = ("ListPolicies", "Policies", "Policy", "PolicyName")
        whole = self.names(*of_policies, 1000)
        self.assertEqual(self.names(*of_policies, 1), whole)
        self.assertTrue({"AdministratorAccess", *policies} <= set(whole))
        self.assertTrue(set(policies) <= set(self.names(*of_policies, 3, PolicyType="Custom")))
        self.assertFalse(set(policies) & set(self.names(*of_policies, 3, PolicyType="System")))
        for marker in ["x", users[0], "AAAA"]:
            self.refused("InvalidParameter.Marker", 400, self.call, "ListUsers", Marker=marker)
        self.refused("InvalidParameter", 400, self.call, "ListUsers", MaxItems=1001)

    # --- rejections

    def test_invalid_policy_documents_are_rejected(self):
        policy = self.policy()
        for text, says in [
            ("nonsense", "line 1, column 1"), (document("allow"), "Effect must be"), (document(action="everything"), "An action must be *"),
            (document().replace('"1"', '"2"'), "Version must be"), (json.dumps({"Version": "1", "Statement": []}, indent=1), "line 3"),
        ]:
            for action, name in [("CreatePolicy", fresh("policy")), ("CreatePolicyVersion", policy)]:
                with self.subTest(action, text=text):
                    error = self.refused("MalformedPolicyDocument", 400, self.call, action, PolicyName=name, PolicyDocument=text)
                    self.assertIn(says, error.message)
        self.refused("InvalidParameter.PolicyDocument.Length", 400, self.call, "CreatePolicy", PolicyName=fresh("policy"),
                     PolicyDocument=document(action="kms:" + "x" * 6144))

    def test_invalid_names_are_rejected(self):
        for action, name, text, code in [
            ("CreateUser", "UserName", "a b", "InvalidChars"), ("CreateUser", "UserName", "u" * 65, "Length"),
            ("CreateGroup", "GroupName", "a/b", "InvalidChars"), ("CreateGroup", "GroupName", "g" * 65, "Length"),
            ("DeletePolicy", "PolicyName", "a_b", "InvalidChars"), ("DeletePolicy", "PolicyName", "p" * 129, "Length"),
        ]:
            with self.subTest(action, text=text):
                self.refused(f"InvalidParameter.{name}.{code}", 400, self.call, action, **{name: text})
                self.refused("MissingParameter", 400, self.call, action)
        self.refused("InvalidParameter.PolicyType", 400, self.call, "GetPolicy", PolicyName="p", PolicyType="Inline")

    def test_caller_without_permission_is_denied(self):
        user = self.user()
        as_user = self.driver(self.server, *self.key(user)).call
        for action, more in [
            ("ListUsers", {}), ("GetUser", {"UserName": user}), ("CreateAccessKey", {}),
            ("DeleteGroup", {"GroupName": fresh("absent")}),
            ("AttachPolicyToUser", {"UserName": user, "PolicyType": "System", "PolicyName": "AdministratorAccess"}),
            ("CreatePolicy", {"PolicyName": fresh("policy"), "PolicyDocument": document()}),
        ]:
            with self.subTest(action):
                self.refused("NoPermission", 403, as_user, action, **more)
        wrong = self.driver(self.server, self.server.facts["access_key_id"], "not-the-secret")
        self.refused("SignatureDoesNotMatch", 400, wrong.call, "ListUsers")

    def test_last_administrator_cannot_be_removed(self):
        administrator = self.server.facts["admin_user"]
        self.refused("OperationDenied.Oneself", 409, self.call, "DeleteUser", UserName=administrator)
        self.refused("OperationDenied.LastAdministrator", 409, self.call, "DetachPolicyFromUser", UserName=administrator,
                     PolicyType="System", PolicyName="AdministratorAccess")

    # --- the policy of a secret

    def test_secret_policy_grants_access(self):
        facts = self.server.facts
        kms = self.kms(self.server, facts["access_key_id"], facts["access_key_secret"]).call
        name, user = unique("own"), self.user()
        value = canary("a value")
        kms("CreateSecret", SecretName=name, VersionId="v1", SecretData=value)
        as_user = self.kms(self.server, *self.key(user)).call
        self.refused("Forbidden.NoPermission", 403, as_user, "GetSecretValue", SecretName=name)
        unset = json.loads(kms("GetSecretPolicy", SecretName=name)["Policy"])
        self.assertEqual(unset["Statement"][0]["Principal"], {"RAM": [f"acs:ram::{facts['account_id']}:*"]})
        policy = json.dumps({"Version": "1", "Statement": [{
            "Effect": "Allow", "Principal": {"RAM": [f"acs:ram::{facts['account_id']}:user/{user}"]}, "Action": ["kms:GetSecretValue"],
            "Resource": ["*"]}]})
        kms("SetSecretPolicy", SecretName=name, Policy=policy, PolicyName="default")
        self.assertEqual(kms("GetSecretPolicy", SecretName=name, PolicyName="default")["Policy"], policy)
        self.assertEqual(as_user("GetSecretValue", SecretName=name)["SecretData"], value)
        kms("SetSecretPolicy", SecretName=name, Policy=policy.replace("Allow", "Deny"))
        self.refused("Forbidden.NoPermission", 403, as_user, "GetSecretValue", SecretName=name)
        self.refused("MalformedPolicyDocument", 400, kms, "SetSecretPolicy", SecretName=name, Policy=document())
        self.refused("Forbidden.ResourceNotFound", 404, kms, "GetSecretPolicy", SecretName=unique("absent"))
        self.refused("Forbidden.NoPermission", 403, as_user, "SetSecretPolicy", SecretName=name, Policy=policy)

    # --- the policy of a key

    def test_key_policy_grants_access(self):
        facts = self.server.facts
        kms = self.kms(self.server, facts["access_key_id"], facts["access_key_secret"]).call
        name, user = unique("under-key"), self.user()
        value = canary("a value")
        key = kms("CreateKey", Description="payments")["KeyMetadata"]["KeyId"]
        kms("CreateSecret", SecretName=name, VersionId="v1", SecretData=value, EncryptionKeyId=key)
        as_user = self.kms(self.server, *self.key(user)).call
        self.call("AttachPolicyToUser", UserName=user, PolicyType="System", PolicyName="AliyunKMSSecretUserAccess")
        self.refused("Forbidden.NoPermission", 403, as_user, "GetSecretValue", SecretName=name)
        unset = json.loads(kms("GetKeyPolicy", KeyId=key, PolicyName="default")["Policy"])
        self.assertEqual(unset["Statement"][0]["Principal"], {"RAM": [f"acs:ram::{facts['account_id']}:*"]})
        policy = json.dumps({"Version": "1", "Statement": [{
            "Effect": "Allow", "Principal": {"RAM": [f"acs:ram::{facts['account_id']}:user/{user}"]}, "Action": ["kms:Decrypt"],
            "Resource": ["*"]}]})
        kms("SetKeyPolicy", KeyId=key, Policy=policy, PolicyName="default")
        self.assertEqual(kms("GetKeyPolicy", KeyId=key, PolicyName="default")["Policy"], policy)
        self.assertEqual(as_user("GetSecretValue", SecretName=name)["SecretData"], value)
        kms("SetKeyPolicy", KeyId=key, Policy=policy.replace("Allow", "Deny"), PolicyName="default")
        self.refused("Forbidden.NoPermission", 403, as_user, "GetSecretValue", SecretName=name)
        self.refused("MalformedPolicyDocument", 400, kms, "SetKeyPolicy", KeyId=key, Policy=document(), PolicyName="default")
        self.refused("Forbidden.KeyNotFound", 404, kms, "GetKeyPolicy", KeyId="absent", PolicyName="default")
        self.refused("Forbidden.NoPermission", 403, as_user, "SetKeyPolicy", KeyId=key, Policy=policy, PolicyName="default")
