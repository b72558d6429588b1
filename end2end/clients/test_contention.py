"""Many clients that write one secret at the same time: none is told to try again."""

import concurrent.futures
import unittest

from drivers import V1, V2
from fixture import ServerCase, canary, unique

WRITERS, PUTS = 20, 40


class Contention(ServerCase):
    """Puts without a precondition."""

    def puts(self, driver, writers, puts):
        facts = self.server.facts
        key = facts["access_key_id"], facts["access_key_secret"]
        name, value = unique("contended"), canary("a value")
        self.api.call("CreateSecret", SecretName=name, VersionId="v1", SecretData=value)

        def write(writer):
            call = driver(self.server, *key).call
            for n in range(puts):
                call("PutSecretValue", SecretName=name, VersionId=f"w{writer}-{n}", SecretData=value)

        with concurrent.futures.ThreadPoolExecutor(writers) as pool:
            for done in [pool.submit(write, writer) for writer in range(writers)]:
                done.result()
        listed = self.api.call("ListSecretVersionIds", SecretName=name, IncludeDeprecated="true")["VersionIds"]["VersionId"]
        stages = [stage for version in listed for stage in version["VersionStages"]["VersionStage"]]
        self.assertCountEqual(stages, ["ACSCurrent", "ACSPrevious"])
        self.assertEqual(len(listed), 10, "the most that a secret keeps")

    def test_twenty_writers_of_one_secret_all_succeed(self):
        self.puts(V2, WRITERS, PUTS)

    def test_two_writers_of_one_secret_all_succeed(self):
        self.puts(V1, 2, 100)


if __name__ == "__main__":
    unittest.main()
