"""Many secrets of accounts at a real PostgreSQL."""

import concurrent.futures
import os
import time

from .api import Api
from .targets import OWN

THREADS = 8


def each(server, names, work):
    """Does this for each name, on a few connections."""
    def some(part):
        api = Api.of(server)
        try:
            return [work(api, name) for name in part]
        finally:
            api.close()

    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        parts = [names[n::THREADS] for n in range(THREADS)]
        return [result for part in pool.map(some, parts) for result in part]


def make(server, database, count, strategy, target="database"):
    """Secrets of accounts with one known password, at a target of this name, which is made."""
    api = Api.of(server)
    database.create_target(api, target)
    prefix, password = f"fleet_{os.urandom(4).hex()}", os.urandom(12).hex()
    roles = [f"{prefix}_{n}" for n in range(count)]
    statements = ";".join(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'" for role in roles)
    done = database.run("admin", database.password, statements)
    assert done.returncode == 0, done.stderr

    def create(api, role):
        api.call("CreateSecret", SecretName=role, VersionId="v1", SecretType="Rds",
                 SecretData={"Accounts": [{"AccountName": role, "AccountPassword": password}]},
                 ExtendedConfig={"SecretSubType": strategy, "DBInstanceId": target, "CustomData": {}})

    each(server, roles, create)
    api.close()
    return roles


def open_rotations(api):
    """Rotations that have not ended, a hundred at most."""
    return len(api.call("ListRotations", Version=OWN, OnlyOpen="true", MaxItems="100")["Rotations"]["Rotation"])


def at_rest(api, count):
    """Waits until no rotation is under way."""
    deadline = time.monotonic() + 120 + count
    while open_rotations(api):
        assert time.monotonic() < deadline, api.call("ListRotations", Version=OWN, OnlyOpen="true", MaxItems="5")
        time.sleep(0.2)
