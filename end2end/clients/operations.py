"""Every operation of the API as one list of tests, run once for each of the vendor's clients (see test_sdk.py)."""

import base64
import json
import string
import time

from fixture import canary, reader, unique

VALUE_BYTES = 30_720


class Operations:
    """Mix into a `ServerCase` that has `driver(key_id, secret)`."""

    driver = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        facts = cls.server.facts
        cls.client = cls.driver(cls.server, facts["access_key_id"], facts["access_key_secret"])
        cls.call = staticmethod(cls.client.call)

    def create(self, name=None, data=None, version="v1", **more):
        name = name or unique()
        data = canary("a value") if data is None else data
        self.call("CreateSecret", SecretName=name, VersionId=version, SecretData=data, **more)
        return name, data

    def put(self, name, version, data=None, **more):
        data = canary("a value") if data is None else data
        return self.call("PutSecretValue", SecretName=name, VersionId=version, SecretData=data, **more)

    def read(self, name, **more):
        return self.call("GetSecretValue", SecretName=name, **more)

    def stages(self, name):
        """Labels of every version: {"v1": ["ACSCurrent"], "v2": []}."""
        listed = self.call("ListSecretVersionIds", SecretName=name, IncludeDeprecated="true")
        return {v["VersionId"]: v["VersionStages"]["VersionStage"] for v in listed["VersionIds"]["VersionId"]}

    # --- create, read, describe

    def test_secret_can_be_created_read_and_described(self):
        name = unique("full")
        value = canary("a value")
        tags = [{"TagKey": "team", "TagValue": "payments"}, {"TagKey": "env", "TagValue": "prod"}]
        made = self.call("CreateSecret", SecretName=name, VersionId="v1", SecretData=value, Description="café 中文 a*b~c",
                         Tags=json.dumps(tags))
        account, region = self.server.facts["account_id"], self.server.facts["region"]
        self.assertEqual(made["Arn"], f"acs:kms:{region}:{account}:secret/{name}")
        self.assertEqual((made["SecretName"], made["VersionId"], made["SecretType"]), (name, "v1", "Generic"))
        self.assertTrue(made["RequestId"])
        got = self.read(name)
        self.assertEqual(got["SecretData"], value)
        self.assertEqual((got["VersionId"], got["SecretDataType"], got["SecretType"]), ("v1", "text", "Generic"))
        self.assertEqual(got["VersionStages"], {"VersionStage": ["ACSCurrent"]})
        self.assertRegex(got["CreateTime"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertNotIn("ExtendedConfig", got)
        plain = self.call("DescribeSecret", SecretName=name)
        self.assertNotIn("Tags", plain)
        self.assertNotIn("SecretData", plain)
        self.assertEqual(plain["Description"], "café 中文 a*b~c")
        described = self.call("DescribeSecret", SecretName=name, FetchTags="true")
        self.assertCountEqual(described["Tags"]["Tag"], tags)
        self.assertEqual(self.read(made["Arn"])["SecretData"], value, "the ARN names the secret too")

    def test_values_are_returned_unchanged(self):
        mark = canary("a value")
        for value in [
            mark + "café 中文 🔑 ‮ \t\n\r\"\\/<>&'%+*~()!=?#;",
            json.dumps({"user": mark, "pässwort": "a b+c%20&d=e", "nested": {"list": [1, None, True]}}, ensure_ascii=False),
            f"-----BEGIN PRIVATE KEY-----\n{mark}\n-----END PRIVATE KEY-----\n", f" {mark} ", f"%41{mark}%zz",
        ]:
            name, _ = self.create(data=value)
            self.assertEqual(self.read(name)["SecretData"], value)

    def test_names_may_contain_every_allowed_character(self):
        for name in [unique("a-b_c.d=e+f@g"), unique("/lead"), "n" * 150 + unique("")]:
            _, value = self.create(name)
            self.assertEqual(self.read(name)["SecretData"], value)
            self.assertEqual(self.call("DescribeSecret", SecretName=name)["SecretName"], name)

    def test_data_type_belongs_to_the_version(self):
        name, value = self.create(data=base64.b64encode(canary("a binary value").encode()).decode(), SecretDataType="binary")
        self.assertEqual((self.read(name)["SecretData"], self.read(name)["SecretDataType"]), (value, "binary"))
        self.put(name, "v2", SecretDataType="text")
        self.assertEqual(self.read(name)["SecretDataType"], "text")
        self.assertEqual(self.read(name, VersionId="v1")["SecretDataType"], "binary")

    def test_binary_value_must_be_base64(self):
        mark = canary("a value")
        for value in [f"{mark}!", json.dumps({"a": mark}), "AAE", "AAEC\n", "AA=A", "AA_A", "ключ"]:
            self.refused("InvalidParameter", 400, self.create, unique(), value, SecretDataType="binary")
        name, value = self.create()
        self.refused("InvalidParameter", 400, self.put, name, "v2", f"{mark}!", SecretDataType="binary")
        self.assertEqual(list(self.stages(name)), ["v1"])

    def test_longest_value_is_accepted_and_one_byte_more_is_rejected(self):
        mark = canary("a long value")
        value = mark + "x" * (VALUE_BYTES - len(mark))
        name, _ = self.create(data=value)
        self.assertEqual(self.read(name)["SecretData"], value)
        self.refused("InvalidParameter", 400, self.put, name, "v2", value + "y")
        self.refused("InvalidParameter", 400, self.create, unique(), value + "y")
        self.assertEqual(list(self.stages(name)), ["v1"])

    def test_existing_name_is_rejected(self):
        name, value = self.create()
        self.refused("Rejected.ResourceExist", 409, self.create, name)
        self.assertEqual(self.read(name)["SecretData"], value)

    def test_create_rejects_invalid_parameters(self):
        for broken in ["", "a b", "a//b", "../a", "a/../b", "a/./b", "<b>", "a\nb", "n" * 193, "acs/mine", "ä"]:
            with self.subTest(name=broken):
                code = "MissingParameter" if broken == "" else "InvalidParameter"
                self.refused(code, 400, self.call, "CreateSecret", SecretName=broken, VersionId="v1", SecretData=canary("a value"))
        for name, more in [
            ("VersionId", {"VersionId": "v" * 65}), ("VersionId", {"VersionId": "a b"}),
            ("SecretDataType", {"SecretDataType": "json"}), ("SecretType", {"SecretType": "Other"}),
        ]:
            with self.subTest(**more):
                parameters = {"SecretName": unique(), "VersionId": "v1", "SecretData": canary("a value"), **more}
                error = self.refused("InvalidParameter", 400, self.call, "CreateSecret", **parameters)
                self.assertIn(name, error.message)
                self.refused("Forbidden.ResourceNotFound", 404, self.read, parameters["SecretName"])
        name = unique()
        self.refused("InvalidParameter", 400, self.create, name, SecretType="RAMCredentials")

    def test_missing_secrets_versions_and_labels_are_not_found(self):
        name, _ = self.create()
        missing = ("Forbidden.ResourceNotFound", 404)
        self.refused(*missing, self.read, unique("absent"))
        self.refused(*missing, self.read, name, VersionId="v9")
        self.refused(*missing, self.read, name, VersionStage="nobody")
        self.refused(*missing, self.put, unique("absent"), "v1")
        for action in ["DescribeSecret", "ListSecretVersionIds", "DeleteSecret", "RestoreSecret"]:
            self.refused(*missing, self.call, action, SecretName=unique("absent"))

    def test_dry_run_reports_the_outcome(self):
        name, _ = self.create()
        self.refused("DryRunOperationError", 400, self.read, name, DryRun="true")
        self.refused("ValidationError", 400, self.read, unique("absent"), DryRun="true")

    # --- versions and labels

    def test_put_moves_current_and_previous(self):
        name, first = self.create()
        second, third = canary("a value"), canary("a value")
        put = self.put(name, "v2", second)
        self.assertEqual((put["SecretName"], put["VersionId"], put["VersionStages"]),
                         (name, "v2", {"VersionStage": ["ACSCurrent"]}))
        self.assertEqual(self.read(name)["SecretData"], second)
        self.assertEqual(self.read(name, VersionStage="ACSPrevious")["SecretData"], first)
        self.put(name, "v3", third)
        self.assertEqual(self.stages(name), {"v3": ["ACSCurrent"], "v2": ["ACSPrevious"], "v1": []})
        self.assertEqual(self.read(name, VersionId="v1")["SecretData"], first)
        self.assertEqual(self.read(name, VersionId="v2", VersionStage="ACSPrevious")["SecretData"], second)
        self.refused("Forbidden.ResourceNotFound", 404, self.read, name, VersionId="v2", VersionStage="ACSCurrent")

    def test_repeated_put_of_a_version_changes_nothing(self):
        name, first = self.create()
        second = canary("a value")
        self.put(name, "v2", second)
        before = self.stages(name)
        self.put(name, "v2", second)
        self.put(name, "v1", first)  # must not make v1 current again
        self.assertEqual(self.stages(name), before)
        self.refused("Rejected.ResourceExist", 409, self.put, name, "v2")
        self.assertEqual(self.read(name)["SecretData"], second)

    def test_custom_labels_are_accepted_in_both_published_forms(self):
        name, first = self.create()
        self.put(name, "v2", VersionStages='["green","blue"]')
        self.put(name, "v3", VersionStages='{"VersionStage":["red"]}')
        self.assertEqual(self.read(name)["SecretData"], first, "ACSCurrent does not move")
        self.assertEqual(self.read(name, VersionStage="blue")["VersionId"], "v2")
        self.assertCountEqual(self.stages(name)["v2"], ["blue", "green"])
        self.put(name, "v4", VersionStages='["green"]')
        self.assertEqual(self.stages(name), {"v1": ["ACSCurrent"], "v2": ["blue"], "v3": ["red"], "v4": ["green"]})
        self.put(name, "v5", VersionStages='["green","ACSCurrent"]')
        self.assertCountEqual(self.stages(name)["v5"], ["ACSCurrent", "green"])
        self.assertEqual(self.stages(name)["v1"], ["ACSPrevious"])

    def test_invalid_labels_are_rejected(self):
        name, _ = self.create()
        for stages in ['["ACSPrevious"]', '["ACSPending"]', "[]", '["a b"]', '["' + "l" * 65 + '"]']:
            with self.subTest(stages=stages):
                self.refused("InvalidParameter", 400, self.put, name, "v2", VersionStages=stages)
        for stages in ["blue", "{}", '{"VersionStage":"blue"}', "[1]", '["blue"', "null,"]:
            with self.subTest(stages=stages):
                self.refused("ParseRequestParameterException", 400, self.put, name, "v2", VersionStages=stages)
        self.assertEqual(self.stages(name), {"v1": ["ACSCurrent"]})

    def test_ninth_label_is_rejected(self):
        name, _ = self.create()
        self.put(name, "v2", VersionStages=json.dumps([f"l{i}" for i in range(7)]))
        self.refused("Rejected.LimitExceeded", 400, self.put, name, "v3", VersionStages='["l8"]')
        self.put(name, "v3", VersionStages='["l0"]')
        self.assertEqual(self.read(name, VersionStage="l0")["VersionId"], "v3")

    def test_eleventh_version_replaces_the_oldest_without_a_label(self):
        name, first = self.create()
        self.put(name, "v2", VersionStages='["keep"]')
        for n in range(3, 11):
            self.put(name, f"v{n}")
        self.assertEqual(len(self.stages(name)), 10)
        self.assertEqual(self.read(name, VersionId="v1")["SecretData"], first)
        self.put(name, "v11")
        left = self.stages(name)
        self.assertEqual(len(left), 10)
        self.assertNotIn("v1", left)
        self.assertIn("v2", left, "a labelled version is kept")
        self.refused("Forbidden.ResourceNotFound", 404, self.read, name, VersionId="v1")
        self.put(name, "v12")
        self.assertNotIn("v3", self.stages(name))

    def test_labels_can_be_moved_and_removed(self):
        name, _ = self.create()
        self.put(name, "v2")
        self.put(name, "v3")

        def move(stage, to=None, frm=None):
            more = {k: v for k, v in {"MoveToVersion": to, "RemoveFromVersion": frm}.items() if v}
            return self.call("UpdateSecretVersionStage", SecretName=name, VersionStage=stage, **more)

        move("blue", to="v1")
        self.assertEqual(self.stages(name)["v1"], ["blue"])
        move("blue", to="v2", frm="v1")
        self.assertCountEqual(self.stages(name)["v2"], ["ACSPrevious", "blue"])
        move("blue", frm="v2")
        self.assertEqual(self.stages(name)["v2"], ["ACSPrevious"])
        move("ACSCurrent", to="v1")
        self.assertEqual(self.stages(name), {"v1": ["ACSCurrent"], "v3": ["ACSPrevious"], "v2": []})
        move("ACSPrevious", to="v2", frm="v3")
        self.assertEqual(self.stages(name), {"v1": ["ACSCurrent"], "v2": ["ACSPrevious"], "v3": []})
        before = self.stages(name)
        for stage, to, frm in [
            ("ACSCurrent", None, "v1"), ("ACSPrevious", None, "v2"), ("ACSPending", "v3", None), ("green", None, None),
            ("ACSCurrent", "v2", "v3"), ("green", None, "v1"),
        ]:
            with self.subTest(stage=stage, to=to, frm=frm):
                self.refused("InvalidParameter", 400, move, stage, to, frm)
        self.refused("Forbidden.ResourceNotFound", 404, move, "blue", "v9")
        self.assertEqual(self.stages(name), before)

    def test_versions_are_listed_in_pages(self):
        name, _ = self.create()
        for n in range(2, 6):
            self.put(name, f"v{n}")
        labelled = self.call("ListSecretVersionIds", SecretName=name)
        self.assertEqual(labelled["TotalCount"], 2)
        self.assertCountEqual([v["VersionId"] for v in labelled["VersionIds"]["VersionId"]], ["v4", "v5"])
        seen = []
        for page in "123":
            listed = self.call("ListSecretVersionIds", SecretName=name, IncludeDeprecated="true", PageNumber=page, PageSize="2")
            self.assertEqual((listed["PageNumber"], listed["PageSize"], listed["TotalCount"]), (int(page), 2, 5))
            seen += [v["VersionId"] for v in listed["VersionIds"]["VersionId"]]
        self.assertCountEqual(seen, ["v1", "v2", "v3", "v4", "v5"])

    # --- lists, descriptions, tags

    def test_secrets_can_be_listed_and_filtered(self):
        group = unique("list")
        names = [f"{group}/{n}" for n in "abc"]
        for n, name in enumerate(names):
            self.create(name, Description=f"number {n} of {group}", Tags=json.dumps([{"TagKey": "place", "TagValue": f"{group}-{n}"}]))

        def listed(*filters, **more):
            filters = json.dumps([{"Key": key, "Values": values} for key, *values in filters])
            return self.call("ListSecrets", Filters=filters, **more)

        def found(*filters, **more):
            return [s["SecretName"] for s in listed(*filters, **more)["SecretList"]["Secret"]]

        self.assertEqual(found(("SecretName", group)), names[::-1], "newest first")
        self.assertEqual(found(("SecretName", f"{group}/b")), [names[1]])
        self.assertCountEqual(found(("SecretName", f"{group}/a", f"{group}/c")), [names[0], names[2]])
        self.assertEqual(found(("Description", f"number 2 of {group}")), [names[2]])
        self.assertEqual(found(("TagValue", f"{group}-0")), [names[0]])
        self.assertEqual(found(("SecretName", group), ("TagKey", "place"), ("TagValue", f"{group}-1")), [names[1]])
        self.assertEqual(found(("SecretName", group), ("SecretType", "Generic")), names[::-1])
        self.assertEqual(found(("SecretName", group), ("SecretType", "Rds")), [])
        self.assertEqual(found(("SecretName", unique("absent"))), [])
        pages = [found(("SecretName", group), PageNumber=page, PageSize="2") for page in "123"]
        self.assertEqual(pages, [[names[2], names[1]], [names[0]], []])
        page = listed(("SecretName", group), PageNumber="2", PageSize="2", FetchTags="true")
        self.assertEqual((page["PageNumber"], page["PageSize"], page["TotalCount"]), (2, 2, 3))
        self.assertEqual(page["SecretList"]["Secret"][0]["Tags"]["Tag"], [{"TagKey": "place", "TagValue": f"{group}-0"}])

    def test_list_rejects_invalid_parameters(self):
        for more in [{"PageNumber": "0"}, {"PageSize": "0"}, {"PageSize": "101"}, {"PageNumber": "x"}, {"PageSize": "-1"},
                     {"Filters": '[{"Key":"Colour","Values":["red"]}]'}, {"FetchTags": "perhaps"}]:
            with self.subTest(**more):
                self.refused("InvalidParameter", 400, self.call, "ListSecrets", **more)
        for filters in ["[", "{}", '"a"', '[{"Values":[]}]', '[{"Key":1}]']:
            with self.subTest(filters=filters):
                self.refused("ParseRequestParameterException", 400, self.call, "ListSecrets", Filters=filters)

    def test_description_can_be_changed(self):
        name, value = self.create(Description="before")
        self.assertEqual(self.call("UpdateSecret", SecretName=name, Description="after ✓")["SecretName"], name)
        self.assertEqual(self.call("DescribeSecret", SecretName=name)["Description"], "after ✓")
        self.assertEqual(self.read(name)["SecretData"], value)

    def tags(self, name):
        tags = self.call("DescribeSecret", SecretName=name, FetchTags="true")["Tags"]["Tag"]
        return {tag["TagKey"]: tag["TagValue"] for tag in tags}

    def test_one_secret_can_be_tagged(self):
        name, _ = self.create()
        self.call("TagResource", SecretName=name, Tags='[{"TagKey":"a","TagValue":"1"},{"TagKey":"b","TagValue":"2"}]')
        self.call("TagResource", SecretName=name, Tags='[{"TagKey":"a","TagValue":"3"}]')
        self.assertEqual(self.tags(name), {"a": "3", "b": "2"})
        self.call("UntagResource", SecretName=name, TagKeys='["a"]')
        self.assertEqual(self.tags(name), {"b": "2"})
        self.call("TagResource", SecretName=name, Tags='[{"TagKey":"c","TagValue":""}]')
        self.call("UntagResource", SecretName=name, TagKeys="b,c")
        self.assertEqual(self.tags(name), {})
        for key in ["aliyun", "acs:x", "", "k" * 129, "a<b>", "a b"]:
            with self.subTest(key=key):
                self.refused("InvalidParameter", 400, self.call, "TagResource", SecretName=name,
                             Tags=json.dumps([{"TagKey": key, "TagValue": "1"}]))
        twenty = json.dumps([{"TagKey": f"k{n}", "TagValue": ""} for n in range(20)])
        self.call("TagResource", SecretName=name, Tags=twenty)
        self.refused("Rejected.LimitExceeded", 400, self.call, "TagResource", SecretName=name, Tags='[{"TagKey":"z","TagValue":"1"}]')
        self.assertEqual(len(self.tags(name)), 20)

    def test_many_secrets_can_be_tagged(self):
        first, second = self.create()[0], self.create()[0]
        mark = unique("mark").replace("/", "-")
        region = self.server.facts["region"]
        both = {"RegionId": region, "ResourceType": "secret", "ResourceId": [first, second]}
        self.call("TagResources", **both, Tag=[{"Key": "mark", "Value": mark}, {"Key": "other", "Value": "x"}])
        listed = self.call("ListTagResources", RegionId=region, ResourceType="secret", ResourceId=[first, second])
        rows = {(t["ResourceId"], t["TagKey"], t["TagValue"]) for t in listed["TagResources"]["TagResource"]}
        self.assertEqual(rows, {(n, k, v) for n in (first, second) for k, v in (("mark", mark), ("other", "x"))})
        self.assertEqual(listed["NextToken"], "")
        found = self.call("ListTagResources", RegionId=region, ResourceType="secret", Tag=[{"Key": "mark", "Value": mark}])
        self.assertEqual({t["ResourceId"] for t in found["TagResources"]["TagResource"]}, {first, second})
        self.call("UntagResources", **both, TagKey=["other"])
        self.assertEqual((self.tags(first), self.tags(second)), ({"mark": mark}, {"mark": mark}))
        self.call("UntagResources", RegionId=region, ResourceType="secret", ResourceId=[first], All="true")
        self.assertEqual((self.tags(first), self.tags(second)), ({}, {"mark": mark}))
        absent = unique("absent")
        for action, more in [("TagResources", {"Tag": [{"Key": "all", "Value": "1"}]}), ("UntagResources", {"TagKey": ["mark"]})]:
            self.refused("Forbidden.ResourceNotFound", 404, self.call, action, RegionId=region, ResourceType="secret",
                         ResourceId=[second, absent], **more)
        self.assertEqual(self.tags(second), {"mark": mark}, "all or nothing")
        self.refused("InvalidParameter", 400, self.call, "TagResources", RegionId=region, ResourceType="bucket",
                     ResourceId=[first], Tag=[{"Key": "a", "Value": "b"}])

    # --- deletion

    def test_deleted_secret_can_be_restored_within_the_window(self):
        name, value = self.create()
        for days in ["6", "31", "0", "-7", "x", "7.5"]:
            self.refused("InvalidParameter", 400, self.call, "DeleteSecret", SecretName=name, RecoveryWindowInDays=days)
        deleted = self.call("DeleteSecret", SecretName=name, RecoveryWindowInDays="7")
        self.assertEqual(deleted["SecretName"], name)
        end = time.mktime(time.strptime(deleted["PlannedDeleteTime"], "%Y-%m-%dT%H:%M:%SZ")) - time.mktime(time.gmtime())
        self.assertAlmostEqual(end / 86_400, 7, delta=0.1)
        waiting = ("Rejected.ResourceInDeleteWindow", 409)
        self.refused(*waiting, self.read, name)
        self.refused(*waiting, self.put, name, "v2")
        self.refused(*waiting, self.create, name)
        self.assertEqual(self.call("DescribeSecret", SecretName=name)["PlannedDeleteTime"], deleted["PlannedDeleteTime"])
        listed = self.call("ListSecrets", Filters=json.dumps([{"Key": "SecretName", "Values": [name]}]))
        self.assertEqual(listed["SecretList"]["Secret"][0]["PlannedDeleteTime"], deleted["PlannedDeleteTime"])
        self.call("RestoreSecret", SecretName=name)
        self.assertEqual(self.read(name)["SecretData"], value)
        self.assertNotIn("PlannedDeleteTime", self.call("DescribeSecret", SecretName=name))
        self.call("RestoreSecret", SecretName=name)  # an active secret: succeeds without effect
        default = self.call("DeleteSecret", SecretName=name)
        end = time.mktime(time.strptime(default["PlannedDeleteTime"], "%Y-%m-%dT%H:%M:%SZ")) - time.mktime(time.gmtime())
        self.assertAlmostEqual(end / 86_400, 30, delta=0.1)

    def test_forced_deletion_is_immediate(self):
        name, _ = self.create()
        # Terraform sends both; the window is ignored.
        self.call("DeleteSecret", SecretName=name, ForceDeleteWithoutRecovery="True", RecoveryWindowInDays="1")
        self.refused("Forbidden.ResourceNotFound", 404, self.read, name)
        self.refused("Forbidden.ResourceNotFound", 404, self.call, "DescribeSecret", SecretName=name)
        self.refused("Forbidden.ResourceNotFound", 404, self.call, "RestoreSecret", SecretName=name)
        _, value = self.create(name)
        self.assertEqual(self.read(name)["SecretData"], value, "the name is available again")
        self.assertEqual(list(self.stages(name)), ["v1"], "nothing of the old secret remains")

    # --- other operations

    def test_random_passwords_follow_the_parameters(self):
        call = lambda **more: self.call("GetRandomPassword", **more)["RandomPassword"]  # noqa: E731
        self.assertEqual(len(call()), 32)
        for _ in range(20):
            password = call(PasswordLength="8")
            self.assertEqual(len(password), 8)
            for kind in (string.ascii_lowercase, string.ascii_uppercase, string.digits, string.punctuation):
                self.assertTrue(set(password) & set(kind), "each included type occurs")
        self.assertTrue(set(call(PasswordLength="128", ExcludePunctuation="true", ExcludeUppercase="true"))
                        <= set(string.ascii_lowercase + string.digits))
        self.assertFalse(set(call(PasswordLength="128", ExcludeCharacters="abc123")) & set("abc123"))
        for more in [{"PasswordLength": "7"}, {"PasswordLength": "129"}, {"ExcludeNumbers": "maybe"},
                     {"ExcludeLowercase": "true", "ExcludeUppercase": "true", "ExcludeNumbers": "true", "ExcludePunctuation": "true"}]:
            with self.subTest(**more):
                self.refused("InvalidParameter", 400, self.call, "GetRandomPassword", **more)

    def test_rotation_of_a_generic_secret_is_rejected(self):
        name, _ = self.create()
        refused = ("Rejected.UnsupportedOperation", 400)
        self.refused(*refused, self.call, "RotateSecret", SecretName=name, VersionId="v2")
        self.refused(*refused, self.call, "UpdateSecretRotationPolicy", SecretName=name, EnableAutomaticRotation="true",
                     RotationInterval="7d")

    def test_batch_read_returns_values_and_errors(self):
        (first, one), (second, _) = self.create(), self.create()
        two = canary("a value")
        self.put(second, "v2", two)
        absent = unique("absent")
        response = self.call("BatchGetSecretValue", SecretsList=[
            {"SecretName": first}, {"SecretName": second, "VersionStage": "ACSCurrent"}, {"SecretName": absent},
            {"SecretName": second, "VersionId": "v9"},
        ])
        values = {v["SecretName"]: (v["SecretData"], v["VersionId"]) for v in response["SecretValues"]}
        self.assertEqual(values, {first: (one, "v1"), second: (two, "v2")})
        errors = [(e["SecretName"], e["Code"], int(e["HttpStatus"])) for e in response["Errors"]]
        self.assertEqual(errors, [(absent, "Forbidden.ResourceNotFound", 404), (second, "Forbidden.ResourceNotFound", 404)])
        self.refused("InvalidParameter", 400, self.call, "BatchGetSecretValue", SecretsList=[{"SecretName": first}] * 21)

    def test_keys_can_be_created_rotated_and_disabled(self):
        key = self.call("CreateKey", Description="Payments ✓")["KeyMetadata"]
        self.assertEqual((key["KeyState"], key["KeySpec"], key["KeyUsage"], key["Description"]),
                         ("Enabled", "Aliyun_AES_256", "ENCRYPT/DECRYPT", "Payments ✓"))
        key_id = key["KeyId"]
        name, value = self.create(EncryptionKeyId=key_id)
        self.assertEqual(self.call("DescribeSecret", SecretName=name)["EncryptionKeyId"], key_id)
        rotated = self.call("CreateKeyVersion", KeyId=key_id)["KeyVersion"]
        described = self.call("DescribeKey", KeyId=key["Arn"])["KeyMetadata"]
        self.assertEqual(described["PrimaryKeyVersion"], rotated["KeyVersionId"])
        self.assertNotEqual(described["PrimaryKeyVersion"], key["PrimaryKeyVersion"])
        self.assertEqual(self.read(name)["SecretData"], value, "the old version of the key still decrypts")
        self.put(name, "v2")
        self.call("UpdateKeyDescription", KeyId=key_id, Description="Ledger")
        self.assertEqual(self.call("DescribeKey", KeyId=key_id)["KeyMetadata"]["Description"], "Ledger")
        listed, page = [], 1
        while not listed or len(listed) < response["TotalCount"]:
            response = self.call("ListKeys", PageNumber=str(page), PageSize="100")
            listed += [k["KeyId"] for k in response["Keys"]["Key"]]
            page += 1
        self.assertIn(key_id, listed)
        self.call("DisableKey", KeyId=key_id)
        self.assertEqual(self.call("DescribeKey", KeyId=key_id)["KeyMetadata"]["KeyState"], "Disabled")
        self.refused("Rejected.Disabled", 409, self.read, name)
        self.refused("Rejected.Disabled", 409, self.put, name, "v3")
        self.refused("Rejected.Disabled", 409, self.create, EncryptionKeyId=key_id)
        self.call("EnableKey", KeyId=key_id)
        self.assertEqual(self.read(name, VersionId="v1")["SecretData"], value)
        self.refused("Forbidden.KeyNotFound", 404, self.call, "DescribeKey", KeyId="00000000-0000-0000-0000-000000000000")
        self.refused("Forbidden.KeyNotFound", 404, self.create, EncryptionKeyId="no-such-key")
        self.refused("InvalidParameter", 400, self.call, "CreateKey", KeySpec="RSA_2048")

    def test_key_can_be_scheduled_for_deletion_and_kept(self):
        key_id = self.call("CreateKey", Description="old")["KeyMetadata"]["KeyId"]
        state = lambda: self.call("DescribeKey", KeyId=key_id)["KeyMetadata"]
        for days in ["6", "367", "x"]:
            self.refused("InvalidParameter", 400, self.call, "ScheduleKeyDeletion", KeyId=key_id, PendingWindowInDays=days)
        self.refused("Rejected.StateModifiedFailed", 409, self.call, "CancelKeyDeletion", KeyId=key_id)
        name, _ = self.create(EncryptionKeyId=key_id)
        self.refused("Rejected.ResourceInUse", 409, self.call, "ScheduleKeyDeletion", KeyId=key_id, PendingWindowInDays="7")
        self.call("DeleteSecret", SecretName=name, ForceDeleteWithoutRecovery="true")
        self.call("ScheduleKeyDeletion", KeyId=key_id, PendingWindowInDays="7")
        self.assertEqual(state()["KeyState"], "PendingDeletion")
        self.assertRegex(state()["DeleteDate"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.refused("Rejected.PendingDeletion", 409, self.create, EncryptionKeyId=key_id)
        self.refused("Rejected.StateModifiedFailed", 409, self.call, "EnableKey", KeyId=key_id)
        self.refused("Rejected.StateModifiedFailed", 409, self.call, "ScheduleKeyDeletion", KeyId=key_id, PendingWindowInDays="7")
        self.call("CancelKeyDeletion", KeyId=key_id)
        self.assertEqual((state()["KeyState"], state()["DeleteDate"]), ("Enabled", ""))
        self.create(EncryptionKeyId=key_id)

    def test_what_providers_ask_of_a_key_is_answered(self):
        """Terraform's provider asks all of this when it manages a key."""
        made = self.call("CreateKey", ProtectionLevel="SOFTWARE", EnableAutomaticRotation="False", Description="tf")["KeyMetadata"]
        key_id, arn = made["KeyId"], made["Arn"]
        self.assertEqual(self.call("ListResourceTags", KeyId=key_id)["Tags"], {"Tag": []})
        region = self.server.facts["region"]
        listed = self.call("ListTagResources", RegionId=region, ResourceType="key", ResourceId=[key_id])
        self.assertEqual(listed["TagResources"], {"TagResource": []})
        aliases = self.call("ListAliases", PageNumber="1", PageSize="50")
        self.assertEqual((aliases["Aliases"], aliases["TotalCount"]), ({"Alias": []}, 0))
        self.call("UpdateRotationPolicy", KeyId=key_id, EnableAutomaticRotation="false")
        self.call("SetDeletionProtection", ProtectedResourceArn=arn, EnableDeletionProtection="false")
        for action, more, name in [
            ("CreateKey", {"ProtectionLevel": "HSM"}, "ProtectionLevel"),
            ("CreateKey", {"EnableAutomaticRotation": "true", "RotationInterval": "365d"}, "EnableAutomaticRotation"),
            ("CreateKey", {"Tags": '[{"TagKey":"a","TagValue":"b"}]'}, "Tags"),
            ("UpdateRotationPolicy", {"KeyId": key_id, "EnableAutomaticRotation": "true"}, "EnableAutomaticRotation"),
            ("SetDeletionProtection", {"ProtectedResourceArn": arn, "EnableDeletionProtection": "true"}, "EnableDeletionProtection"),
        ]:
            with self.subTest(action, **more):
                self.assertIn(f"The parameter {name} ", self.refused("InvalidParameter", 400, self.call, action, **more).message)
        self.refused("Forbidden.KeyNotFound", 404, self.call, "ListResourceTags", KeyId="00000000-0000-0000-0000-000000000000")

    def test_policies_of_new_secrets_and_keys_are_kept(self):
        account = self.server.facts["account_id"]
        policy = json.dumps({"Version": "1", "Statement": [{
            "Effect": "Allow", "Principal": {"RAM": [f"acs:ram::{account}:*"], "Service": []}, "Action": ["kms:*"], "Resource": ["*"],
        }]})
        name, _ = self.create(Policy=policy)
        self.assertEqual(self.call("GetSecretPolicy", SecretName=name, PolicyName="default")["Policy"], policy)
        key_id = self.call("CreateKey", Policy=policy)["KeyMetadata"]["KeyId"]
        self.assertEqual(self.call("GetKeyPolicy", KeyId=key_id, PolicyName="default")["Policy"], policy)
        self.refused("MalformedPolicyDocument", 400, self.create, Policy="{}")

    def test_value_put_again_without_its_type_keeps_the_type(self):
        name, value = self.create(data="AAECAwQ=", SecretDataType="binary")
        self.put(name, "v1", value)
        self.put(name, "v2", "BQYHCA==")
        self.assertEqual(self.read(name)["SecretDataType"], "binary")

    def test_labels_move_to_a_version_that_is_put_again(self):
        name, value = self.create()
        self.put(name, "v2", VersionStages='["ACSNext"]')
        self.assertEqual(self.stages(name), {"v1": ["ACSCurrent"], "v2": ["ACSNext"]})
        put = self.put(name, "v1", value, VersionStages='["ACSNext"]')
        self.assertCountEqual(put["VersionStages"]["VersionStage"], ["ACSCurrent", "ACSNext"])
        self.assertEqual(self.stages(name), {"v1": ["ACSCurrent", "ACSNext"], "v2": []})
        for reserved in ["ACSPrevious", "ACSPending"]:
            self.refused("InvalidParameter", 400, self.put, name, "v3", VersionStages=f'["{reserved}"]')

    def test_regions_are_listed(self):
        regions = self.call("DescribeRegions")["Regions"]["Region"]
        self.assertEqual([r["RegionId"] for r in regions], [self.server.facts["region"]])

    # --- access

    def test_wrong_access_key_secret_is_a_signature_mismatch(self):
        wrong = self.driver(self.server, self.server.facts["access_key_id"], "not-the-secret")
        self.refused("SignatureDoesNotMatch", 400, wrong.call, "ListSecrets")

    def test_unknown_access_key_is_not_found(self):
        unknown = self.driver(self.server, "SRnobody000000000000000", "secret")
        self.refused("InvalidAccessKeyId.NotFound", 404, unknown.call, "ListSecrets")

    def test_reader_can_only_read_its_secrets(self):
        mine = unique("mine")
        key_id, secret, _ = reader(f"{mine}/*")
        as_reader = self.driver(self.server, key_id, secret).call
        allowed, value = self.create(f"{mine}/db")
        other, _ = self.create()
        self.assertEqual(as_reader("GetSecretValue", SecretName=allowed)["SecretData"], value)
        self.assertEqual(as_reader("DescribeSecret", SecretName=allowed)["SecretName"], allowed)
        self.assertEqual(as_reader("ListSecretVersionIds", SecretName=allowed)["TotalCount"], 1)
        denied = ("Forbidden.NoPermission", 403)
        forbidden = self.refused(*denied, as_reader, "GetSecretValue", SecretName=other)
        absent = self.refused(*denied, as_reader, "GetSecretValue", SecretName=unique("absent"))
        self.assertEqual(forbidden.message.split("equest")[0], absent.message.split("equest")[0], "a missing and a denied secret cannot be told apart")
        for action, more in [
            ("CreateSecret", {"SecretName": f"{mine}/new", "VersionId": "v1", "SecretData": canary("a value")}),
            ("PutSecretValue", {"SecretName": allowed, "VersionId": "v2", "SecretData": canary("a value")}),
            ("UpdateSecretVersionStage", {"SecretName": allowed, "VersionStage": "x", "MoveToVersion": "v1"}),
            ("UpdateSecret", {"SecretName": allowed, "Description": "mine now"}),
            ("DeleteSecret", {"SecretName": allowed, "ForceDeleteWithoutRecovery": "true"}),
            ("TagResource", {"SecretName": allowed, "Tags": '[{"TagKey":"a","TagValue":"b"}]'}),
            ("ListSecrets", {}), ("CreateKey", {}), ("ListKeys", {}),
        ]:
            with self.subTest(action):
                self.refused(*denied, as_reader, action, **more)
        batch = as_reader("BatchGetSecretValue", SecretsList=[{"SecretName": allowed}, {"SecretName": other}])
        self.assertEqual([v["SecretName"] for v in batch["SecretValues"]], [allowed])
        self.assertEqual([(e["SecretName"], e["Code"]) for e in batch["Errors"]], [(other, "Forbidden.NoPermission")])
        self.assertEqual(self.stages(allowed), {"v1": ["ACSCurrent"]})

    def test_inactive_access_key_is_rejected_until_reactivated(self):
        from fixture import administrator

        name, value = self.create()
        key_id, secret, user = reader(name)
        as_reader = self.driver(self.server, key_id, secret).call
        self.assertEqual(as_reader("GetSecretValue", SecretName=name)["SecretData"], value)
        administrator().set_access_key_active(user, key_id, False)
        self.refused("Forbidden.AccessKey", 403, as_reader, "GetSecretValue", SecretName=name)
        administrator().set_access_key_active(user, key_id, True)
        self.assertEqual(as_reader("GetSecretValue", SecretName=name)["SecretData"], value)


