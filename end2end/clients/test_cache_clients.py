"""Both official Secrets Manager Clients: they read, cache, and see a new version after a refresh."""

import base64
import json
import logging
import os
import unittest
import warnings
from unittest import mock

from fixture import ServerCase, canary, reader, unique


logging.disable(logging.ERROR)  # both clients write every error to the console
warnings.filterwarnings("ignore", message="Unverified HTTPS")  # the older one verifies no certificate, by design


class CacheClients:
    """Tests for both clients. `client()` creates one for a key."""

    def setUp(self):
        super().setUp()
        self.name = unique("cached")
        self.value = canary("a cached value")
        self.api.call("CreateSecret", SecretName=self.name, VersionId="v1", SecretData=self.value)
        self.key = reader(self.name)[:2]

    def test_values_are_cached_until_refreshed(self):
        client = self.client(*self.key)
        self.assertEqual(client.get_secret_value(self.name), self.value)
        newer = canary("a cached value")
        self.api.call("PutSecretValue", SecretName=self.name, VersionId="v2", SecretData=newer)
        self.assertEqual(client.get_secret_value(self.name), self.value, "from the cache")
        self.assertTrue(client.refresh_now(self.name))
        self.assertEqual(client.get_secret_value(self.name), newer)
        info = client.get_secret_info(self.name)
        self.assertEqual((info.version_id, info.secret_data_type, info.secret_type), ("v2", "text", "Generic"))

    def test_binary_value_is_read(self):
        value = base64.b64encode(self.value.encode()).decode()
        self.api.call("PutSecretValue", SecretName=self.name, VersionId="v2", SecretData=value, SecretDataType="binary")
        client = self.client(*self.key)
        # get_binary_value of both clients fails: it wraps bytes in a buffer that accepts only bytearrays.
        info = client.get_secret_info(self.name)
        self.assertEqual((info.secret_value, info.secret_data_type), (value, "binary"))
        with self.assertRaises(ValueError):
            client.get_secret_value(self.name)

    def test_denied_secret_is_an_immediate_error(self):
        other = unique("other")
        self.api.call("CreateSecret", SecretName=other, VersionId="v1", SecretData=canary("a value"))
        client = self.client(*self.key)
        with self.assertRaises(Exception) as caught:
            client.get_secret_value(other)
        self.assertIn("Forbidden.NoPermission", str(caught.exception) + str(getattr(caught.exception, "error_code", "")))

    def test_wrong_access_key_secret_is_an_immediate_error(self):
        client = self.client(self.key[0], "not-the-secret")
        with self.assertRaises(Exception) as caught:
            client.get_secret_value(self.name)
        self.assertIn("SignatureDoesNotMatch", str(caught.exception) + str(getattr(caught.exception, "error_code", "")))


class V1Client(CacheClients, ServerCase):
    """aliyun-secret-manager-client."""

    def client(self, key_id, secret):
        from alibaba_cloud_secretsmanager_client.model.region_info import RegionInfo
        from alibaba_cloud_secretsmanager_client.secret_manager_cache_client_builder import SecretManagerCacheClientBuilder
        from alibaba_cloud_secretsmanager_client.service.default_secret_manager_client_builder import (
            DefaultSecretManagerClientBuilder,
        )

        region = RegionInfo(self.server.facts["region"], False, self.server.api)
        inner = DefaultSecretManagerClientBuilder.standard().with_access_key(key_id, secret).add_region_info(region).build()
        client = SecretManagerCacheClientBuilder.new_cache_client_builder(inner).build()
        self.addCleanup(client.close)
        return client

    def test_client_can_be_configured_by_environment_variables(self):
        from alibaba_cloud_secretsmanager_client.secret_manager_cache_client_builder import SecretManagerCacheClientBuilder

        regions = [{"regionId": self.server.facts["region"], "endpoint": self.server.api}]
        environment = {
            "credentials_type": "ak", "credentials_access_key_id": self.key[0], "credentials_access_secret": self.key[1],
            "cache_client_region_id": json.dumps(regions),
        }
        with mock.patch.dict(os.environ, environment):
            client = SecretManagerCacheClientBuilder.new_client()
            self.addCleanup(client.close)
            self.assertEqual(client.get_secret_value(self.name), self.value)


class V2Client(CacheClients, ServerCase):
    """alibabacloud-secretsmanager-client-v2."""

    def client(self, key_id, secret):
        from alibabacloud_secretsmanager_client_v2.secret_manager_cache_client_builder import SecretManagerCacheClientBuilder
        from alibabacloud_secretsmanager_client_v2.service.default_secret_manager_client_builder import (
            DefaultSecretManagerClientBuilder,
        )
        from alibabacloud_tea_openapi.models import Config

        config = Config(access_key_id=key_id, access_key_secret=secret, region_id=self.server.facts["region"],
                        endpoint=self.server.api, protocol="https", ca=self.server.facts["ca_file"])
        inner = DefaultSecretManagerClientBuilder.standard().add_config(config).build()
        client = SecretManagerCacheClientBuilder.new_cache_client_builder(inner).build()
        self.addCleanup(client.close)
        return client


if __name__ == "__main__":
    unittest.main()
