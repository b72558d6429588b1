"""The vendor's unmodified SDKs rotate accounts of a real PostgreSQL and of a host: what the API serves always logs in."""

import json
import os
import threading
import time
import unittest
import uuid

from drivers import V1, V2
from fixture import ApiError, ServerCase, canary, plant, unique
from harness.api import Api
from harness.server import Server
from harness.targets import OWN, Database, Host

# `make soak` asks for more.
ROTATIONS = int(os.environ.get("ROTATIONS", "25"))


class Rotation(ServerCase):
    """Targets by the product's own operations, secrets by the vendor's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = Database()
        cls.target = f"db-{uuid.uuid4().hex[:8]}"
        cls.database.create_target(cls.api, cls.target)

    def sdk(self, driver):
        return driver(self.server, self.server.facts["access_key_id"], self.server.facts["access_key_secret"]).call

    def create(self, call, sub_type, **more):
        name, (account, password) = unique("rds"), self.database.new_account()
        config = {"SecretSubType": sub_type, "DBInstanceId": self.target, "CustomData": {}}
        data = {"Accounts": [{"AccountName": account, "AccountPassword": password}]}
        # The newer SDK writes the JSON itself.
        written = config if isinstance(call.__self__, V2) else json.dumps(config)
        made = call("CreateSecret", SecretName=name, VersionId="v1", SecretType="Rds", SecretData=json.dumps(data),
                    ExtendedConfig=written, **more)
        return name, account, password, made

    def served(self, call, name, stage="ACSCurrent"):
        value = call("GetSecretValue", SecretName=name, VersionStage=stage)
        login = json.loads(value["SecretData"])
        plant(login["AccountPassword"], "a database password")
        return value["VersionId"], login["AccountName"], login["AccountPassword"]

    def rotate(self, call, name, version):
        call("RotateSecret", SecretName=name, VersionId=version)
        deadline = time.monotonic() + 60
        while self.served(call, name)[0] != version:
            self.assertLess(time.monotonic(), deadline, self.api.call("DescribeRotation", Version=OWN, SecretName=name))
            time.sleep(0.02)
        return self.served(call, name)

    def at_rest(self, call, name):
        """What DescribeSecret tells once the old password is proven dead."""
        deadline = time.monotonic() + 60
        while "NextRotationDate" not in (facts := call("DescribeSecret", SecretName=name)):
            self.assertLess(time.monotonic(), deadline, facts)
            time.sleep(0.02)
        return facts

    def test_one_account(self):
        for driver in (V1, V2):
            with self.subTest(driver.name):
                call = self.sdk(driver)
                name, account, old, made = self.create(call, "SingleUser", EnableAutomaticRotation="true", RotationInterval="7d")
                self.assertEqual((made["AutomaticRotation"], made["RotationInterval"]), ("Enabled", "604800s"))
                _, user, new = self.rotate(call, name, "v2")
                self.assertEqual(user, account)
                self.assertTrue(self.database.logs_in(account, new))
                self.assertFalse(self.database.logs_in(account, old))
                self.assertEqual(self.served(call, name, "ACSPrevious"), ("v1", account, old))
                facts = self.at_rest(call, name)
                self.assertEqual((facts["SecretType"], facts["AutomaticRotation"]), ("Rds", "Enabled"))
                self.assertGreater(facts["NextRotationDate"], facts["LastRotationDate"])
                call("UpdateSecretRotationPolicy", SecretName=name, EnableAutomaticRotation="false")
                self.assertEqual(call("DescribeSecret", SecretName=name)["AutomaticRotation"], "Disabled")

    def test_two_accounts_take_turns(self):
        for driver in (V1, V2):
            with self.subTest(driver.name):
                call = self.sdk(driver)
                name, account, old, _ = self.create(call, "DoubleUsers")
                _, second, new = self.rotate(call, name, "v2")
                self.assertEqual(second, f"{account}_clone")
                self.assertTrue(self.database.logs_in(second, new))
                self.assertTrue(self.database.logs_in(account, old), "it works on for those that have read it")
                _, third, newest = self.rotate(call, name, "v3")
                self.assertEqual(third, account)
                self.assertTrue(self.database.logs_in(account, newest))
                self.assertFalse(self.database.logs_in(account, old))

    def test_reader_of_two_accounts_never_fails_to_log_in(self):
        call = self.sdk(V2)
        name, *_ = self.create(call, "DoubleUsers")
        ended, failures, tries = threading.Event(), [], 0

        def rotations():
            try:
                mine = self.sdk(V2)
                for n in range(ROTATIONS):
                    self.rotate(mine, name, f"r{n}")
            finally:
                ended.set()

        rotating = threading.Thread(target=rotations)
        rotating.start()
        while not ended.is_set():
            version, account, password = self.served(call, name)
            tries += 1
            if not self.database.logs_in(account, password):
                failures.append(version)
            time.sleep(0.05)
        rotating.join()
        print(f"{ROTATIONS} rotations, {tries} log-ins, {len(failures)} failed")
        self.assertEqual(self.served(call, name)[0], f"r{ROTATIONS - 1}")
        self.assertEqual(failures, [])

    def test_what_is_not_offered_is_refused_by_name(self):
        account, password = self.database.new_account()
        data = json.dumps({"Accounts": [{"AccountName": account, "AccountPassword": password}]})
        config = {"SecretSubType": "SingleUser", "DBInstanceId": self.target, "CustomData": {}}
        whole = {"SecretName": unique("rds"), "VersionId": "v1", "SecretType": "Rds", "SecretData": data,
                 "ExtendedConfig": json.dumps(config)}
        for changed, code, status in [
            ({"ExtendedConfig": None}, "MissingParameter", 400),
            ({"ExtendedConfig": "{}"}, "InvalidParameter", 400),
            ({"ExtendedConfig": json.dumps({**config, "DBInstanceId": "absent"})}, "Forbidden.ResourceNotFound", 404),
            ({"SecretData": password}, "InvalidParameter", 400),
            ({"EnableAutomaticRotation": "true"}, "MissingParameter", 400),
            ({"EnableAutomaticRotation": "true", "RotationInterval": "5h"}, "InvalidParameter", 400),
            ({"SecretType": "RAMCredentials"}, "InvalidParameter", 400),
        ]:
            with self.subTest(changed):
                self.refused(code, status, self.api.call, "CreateSecret", **{**whole, **changed})
        self.refused("Rejected.UnsupportedOperation", 400, self.api.call, "RotateSecret", SecretName=self.generic(), VersionId="v2")

    def test_target_is_tested_with_the_rights_that_a_rotation_needs(self):
        account, _ = self.database.new_account()
        tested = self.api.call("TestTarget", Version=OWN, TargetName=self.target, Strategy="two-accounts", AccountName=account)
        self.assertEqual((tested["ManagerAccepted"], tested["MissingRights"]), (True, {"Right": []}))
        self.assertRegex(tested["TargetVersion"], r"^\d+")
        self.assertNotIn("Rehearsed", tested)
        for strategy in ("one-account", "two-accounts"):
            tested = self.api.call("TestTarget", Version=OWN, TargetName=self.target, Strategy=strategy, AccountName=account, Rehearse="true")
            self.assertEqual((tested["Rehearsed"], tested.get("LeftAccount")), (True, None))
        manager, password = self.database.new_account()
        weak = f"db-{uuid.uuid4().hex[:8]}"
        self.database.create_target(self.api, weak, ManagerName=manager, ManagerPassword=password)
        tested = self.api.call("TestTarget", Version=OWN, TargetName=weak, Strategy="two-accounts", AccountName=account)
        self.assertEqual(tested["ManagerAccepted"], True)
        self.assertNotEqual(tested["MissingRights"]["Right"], [])
        self.api.call("UpdateTarget", Version=OWN, TargetName=weak, ManagerName=manager, ManagerPassword="wrong")
        self.assertEqual(self.api.call("TestTarget", Version=OWN, TargetName=weak)["ManagerAccepted"], False)

    def generic(self):
        name = unique("generic")
        self.api.call("CreateSecret", SecretName=name, VersionId="v1", SecretData=canary("a value"))
        return name


@unittest.skipUnless(os.geteuid() == 0, "only root can serve the accounts of this machine")
class RotationOfHosts(ServerCase):
    """Key pairs of an account, changed by the account itself and by root."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.host = Host()
        cls.addClassCleanup(cls.host.close)
        cls.itself, cls.by_root = (f"host-{uuid.uuid4().hex[:8]}" for _ in range(2))
        cls.host.create_target(cls.api, cls.itself)
        root = plant(cls.host.text("ssh/root"), "the private key of the target's managing account")
        cls.host.create_target(cls.api, cls.by_root, ManagerName="root", ManagerPrivateKey=root)

    def test_key_pair(self):
        for driver, target in ((V1, self.itself), (V2, self.by_root)):
            with self.subTest(driver.name):
                call = driver(self.server, self.server.facts["access_key_id"], self.server.facts["access_key_secret"]).call
                name, (account, public, private) = f"acs/ecs/{unique('host')}", self.host.new_account()
                config = {"SecretSubType": "SSHKey", "RegionId": "cn-hangzhou", "InstanceId": target, "CustomData": {}}
                data = json.dumps({"UserName": account, "PublicKey": public, "PrivateKey": private})
                written = config if driver is V2 else json.dumps(config)
                call("CreateSecret", SecretName=name, VersionId="v1", SecretType="ECS", SecretData=data, ExtendedConfig=written)
                self.assertEqual(call("GetSecretValue", SecretName=name)["SecretData"], data)
                call("RotateSecret", SecretName=name, VersionId="v2")
                deadline = time.monotonic() + 60
                while (value := call("GetSecretValue", SecretName=name))["VersionId"] != "v2":
                    self.assertLess(time.monotonic(), deadline, self.api.call("DescribeRotation", Version=OWN, SecretName=name))
                    time.sleep(0.02)
                new = json.loads(value["SecretData"])
                plant(new["PrivateKey"], "a private key")
                self.assertEqual((value["SecretType"], new["UserName"]), ("ECS", account))
                self.assertTrue(new["PublicKey"].startswith("ssh-ed25519 "))
                self.assertTrue(self.host.logs_in(account, new["PrivateKey"]))
                self.assertTrue(self.host.logs_in(account, private), "it works on for those that have read it")


class RotationOfAccessKeys(ServerCase):
    """AccessKeys of users of the server itself, which is the target: it calls itself in the middle of a step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.target = f"ram-{uuid.uuid4().hex[:8]}"
        manager = f"manager-{uuid.uuid4().hex[:8]}"
        key_id, secret = cls.new_user(manager, {"Effect": "Allow", "Action": "ram:*AccessKey*", "Resource": "acs:ram:*:*:user/ci-*"})
        host, port = cls.server.api.rsplit(":", 1)
        cls.place = {"TargetType": "ram", "Host": f"https://{host}", "Port": port, "Trust": "ca",
                     "CaCertificates": open(cls.server.facts["ca_file"]).read()}
        cls.managing = {"ManagerName": manager, "ManagerAccessKeyId": key_id, "ManagerAccessKeySecret": secret}
        cls.api.call("CreateTarget", Version=OWN, TargetName=cls.target, **cls.place, **cls.managing)

    @classmethod
    def new_user(cls, name, *statements):
        """A user with a key and these rights."""
        cls.ram("CreateUser", UserName=name)
        if statements:
            document = {"Version": "1", "Statement": list(statements)}
            cls.ram("CreatePolicy", PolicyName=name, PolicyDocument=document)
            cls.ram("AttachPolicyToUser", PolicyType="Custom", PolicyName=name, UserName=name)
        return cls.new_key(name)

    @classmethod
    def new_key(cls, name):
        key = cls.ram("CreateAccessKey", UserName=name)["AccessKey"]
        plant(key["AccessKeySecret"], "an AccessKey secret")
        return key["AccessKeyId"], key["AccessKeySecret"]

    @classmethod
    def ram(cls, action, **parameters):
        return cls.api.call(action, Version="2015-05-01", **parameters)

    def signs(self, key_id, secret):
        """Whether a key signs a call: whose it is needs no right."""
        api = Api.of(self.server, key_id=key_id, secret=secret)
        try:
            return bool(api.call("GetCallerIdentity", Version="2015-04-01")["Arn"])
        except ApiError as error:
            self.assertEqual(error.code, "InvalidAccessKeyId.NotFound", error)
            return False
        finally:
            api.close()

    def create(self, call, **config):
        user = f"ci-{uuid.uuid4().hex[:8]}"
        key_id, secret = self.new_user(user)
        config = {"SecretSubType": "RamUserAccessKey", "UserName": user, "TargetName": self.target, "CustomData": {}, **config}
        written = config if isinstance(call.__self__, V2) else json.dumps(config)
        data = json.dumps({"AccessKeys": [{"AccessKeyId": key_id, "AccessKeySecret": secret}]})
        made = call("CreateSecret", SecretName="$Auto", VersionId="v1", SecretType="RAMCredentials", SecretData=data, ExtendedConfig=written)
        self.assertEqual((made["SecretName"], made["AutomaticRotation"]), (f"acs/ram/user/{user}", "Disabled"))
        return user, made["SecretName"], key_id, secret

    def served(self, call, name):
        value = call("GetSecretValue", SecretName=name)
        key = json.loads(value["SecretData"])
        plant(key["AccessKeySecret"], "an AccessKey secret")
        self.assertEqual((value["SecretType"], set(key)), ("RAMCredentials", {"AccessKeyId", "AccessKeySecret", "GenerateTimestamp"}))
        return value["VersionId"], key["AccessKeyId"], key["AccessKeySecret"]

    def until(self, name, what):
        """Waits for a state of the latest rotation, and returns it."""
        deadline = time.monotonic() + 60
        while not what(found := self.api.call("ListRotations", Version=OWN, SecretName=name)["Rotations"]["Rotation"][0]):
            self.assertLess(time.monotonic(), deadline, found)
            time.sleep(0.05)
        return found

    def test_second_key(self):
        for driver in (V1, V2):
            with self.subTest(driver.name):
                call = driver(self.server, self.server.facts["access_key_id"], self.server.facts["access_key_secret"]).call
                user, name, old_id, old_secret = self.create(call)
                self.assertEqual(self.served(call, name)[1:], (old_id, old_secret))
                call("RotateSecret", SecretName=name, VersionId="v2")
                running = self.until(name, lambda found: found["Progress"] == "promoted")
                version, key_id, secret = self.served(call, name)
                self.assertEqual(version, "v2")
                self.assertTrue(self.signs(key_id, secret))
                self.assertTrue(self.signs(old_id, old_secret), "it works on for those that have read it")
                self.api.call("ResumeRotation", Version=OWN, SecretName=name, RotationId=running["RotationId"])
                self.until(name, lambda found: found["Phase"] == "done")
                self.assertFalse(self.signs(old_id, old_secret))
                self.assertTrue(self.signs(key_id, secret))
                listed = self.ram("ListAccessKeys", UserName=user)["AccessKeys"]["AccessKey"]
                self.assertEqual([key["AccessKeyId"] for key in listed], [key_id])
                facts = call("DescribeSecret", SecretName=name)
                self.assertEqual((facts["SecretType"], facts["AutomaticRotation"]), ("RAMCredentials", "Disabled"))
                call("UpdateSecretRotationPolicy", SecretName=name, EnableAutomaticRotation="true", RotationInterval="7d")
                self.assertEqual(call("DescribeSecret", SecretName=name)["AutomaticRotation"], "Enabled")

    def test_two_keys_need_a_person(self):
        call = V2(self.server, self.server.facts["access_key_id"], self.server.facts["access_key_secret"]).call
        user, name, key_id, secret = self.create(call)
        foreign = self.new_key(user)
        call("RotateSecret", SecretName=name, VersionId="v2")
        stopped = self.until(name, lambda found: found["Phase"] == "needs-a-person")
        self.assertEqual(stopped["Cause"], "no-free-slot")
        self.assertTrue(self.signs(*foreign) and self.signs(key_id, secret))
        self.assertEqual(call("DescribeSecret", SecretName=name)["AutomaticRotation"], "Invalid")

    def test_target_is_tested_and_rehearsed(self):
        user = f"ci-{uuid.uuid4().hex[:8]}"
        self.new_user(user)
        asked = {"Version": OWN, "Strategy": "second-key", "AccountName": user}
        tested = self.api.call("TestTarget", TargetName=self.target, **asked)
        self.assertEqual((tested["ManagerAccepted"], tested["MissingRights"]), (True, {"Right": []}))
        tested = self.api.call("TestTarget", TargetName=self.target, Rehearse="true", **asked)
        self.assertEqual((tested["Rehearsed"], tested["Cause"], tested.get("LeftAccount")), (False, "no-rights", None))
        strong = f"ram-{uuid.uuid4().hex[:8]}"
        manager = f"manager-{uuid.uuid4().hex[:8]}"
        key_id, secret = self.new_user(manager, {"Effect": "Allow", "Action": "ram:*", "Resource": "acs:ram:*:*:user/*"})
        self.api.call("CreateTarget", Version=OWN, TargetName=strong, **self.place, ManagerName=manager, ManagerAccessKeyId=key_id,
                      ManagerAccessKeySecret=secret)
        tested = self.api.call("TestTarget", TargetName=strong, Rehearse="true", **asked)
        self.assertEqual((tested["Rehearsed"], tested.get("LeftAccount")), (True, None))
        self.assertNotIn("strongroom_rehearsal", json.dumps(self.ram("ListUsers", MaxItems="100")))

    def test_what_is_not_offered_is_refused_by_name(self):
        user = f"ci-{uuid.uuid4().hex[:8]}"
        key_id, secret = self.new_user(user)
        pair = {"AccessKeyId": key_id, "AccessKeySecret": secret}
        config = {"SecretSubType": "RamUserAccessKey", "UserName": user, "TargetName": self.target, "CustomData": {}}
        whole = {"SecretName": "$Auto", "VersionId": "v1", "SecretType": "RAMCredentials", "SecretData": {"AccessKeys": [pair]}, "ExtendedConfig": config}
        for changed, code, status, named in [
            ({"SecretName": unique("ram")}, "InvalidParameter", 400, "SecretName"),
            ({"SecretData": {"AccessKeys": [pair, pair]}}, "InvalidParameter", 400, "SecretData"),
            ({"SecretData": "$Auto"}, "InvalidParameter", 400, "SecretData"),
            ({"SecretDataType": "binary"}, "InvalidParameter", 400, "SecretDataType"),
            ({"ExtendedConfig": {**config, "SecretSubType": "SingleUser"}}, "InvalidParameter", 400, "ExtendedConfig"),
            ({"ExtendedConfig": {**config, "UserName": "a b"}}, "InvalidParameter", 400, "ExtendedConfig"),
            ({"ExtendedConfig": {**config, "TargetName": "absent"}}, "Forbidden.ResourceNotFound", 404, ""),
            ({"SecretType": "Generic", "SecretName": f"acs/ram/user/{user}", "ExtendedConfig": None}, "InvalidParameter", 400, "SecretName"),
        ]:
            with self.subTest(changed):
                error = self.refused(code, status, self.api.call, "CreateSecret", **{**whole, **changed})
                self.assertIn(named, error.message)
                self.assertNotIn(secret, error.message)
        for changed in [{"ManagerPassword": "x"}, {"DatabaseName": "x"}, {"StsHost": "sts.example"}, {"Host": f"{self.place['Host']}/path"},
                        {"Trust": "plain", "CaCertificates": None}]:
            with self.subTest(changed):
                whole = {**self.place, **self.managing, **changed}
                self.refused("InvalidParameter", 400, self.api.call, "CreateTarget", Version=OWN, TargetName=f"ram-{uuid.uuid4().hex[:8]}", **whole)


class RotationsOff(unittest.TestCase):
    """A server that leaves the targets alone, as one does that only tries a backup."""

    def test_rotation_waits_for_a_server_that_rotates(self):
        database = Database()
        account, old = database.new_account()
        with Server(arguments=["--rotations", "off"]) as server:
            api = Api.of(server)
            database.create_target(api, "db")
            data = {"Accounts": [{"AccountName": account, "AccountPassword": old}]}
            config = {"SecretSubType": "SingleUser", "DBInstanceId": "db", "CustomData": {}}
            api.call("CreateSecret", SecretName="rds", VersionId="v1", SecretType="Rds", SecretData=data, ExtendedConfig=config)
            api.call("RotateSecret", SecretName="rds", VersionId="v2")
            # By then a server that rotates has drawn a password.
            for _ in range(200):
                api.call("GetSecretValue", SecretName="rds")
            self.assertEqual(api.call("DescribeRotation", Version=OWN, SecretName="rds")["Rotation"]["Progress"], "scheduled")
            api.close()
            server.stop()
            self.assertTrue(database.logs_in(account, old))
            self.assertIn("rotations = off", server.log())
            server.arguments = []
            server.start()
            api = Api.of(server)
            deadline = time.monotonic() + 60
            while api.call("GetSecretValue", SecretName="rds")["VersionId"] != "v2":
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.05)
            api.close()
            self.assertFalse(database.logs_in(account, old))


if __name__ == "__main__":
    unittest.main()
