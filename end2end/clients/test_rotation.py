"""The vendor's unmodified SDKs rotate accounts of a real PostgreSQL and of a host: what the API serves always logs in."""

import json
import os
import threading
import time
import unittest
import uuid

from drivers import V1, V2
from fixture import ServerCase, canary, plant, unique
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
            ({"SecretType": "RAMCredentials"}, "Rejected.UnsupportedOperation", 400),
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
