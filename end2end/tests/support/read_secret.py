"""An application: reads a secret with the vendor's unmodified SDK and prints it. Arguments: endpoint, region, CA file, name."""
import os
import sys

from alibabacloud_kms20160120 import models
from alibabacloud_kms20160120.client import Client
from alibabacloud_tea_openapi.utils_models import Config

endpoint, region, ca, name = sys.argv[1:]
client = Client(Config(
    access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"], access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    region_id=region, endpoint=endpoint, protocol="https", ca=ca,
))
print(client.get_secret_value(models.GetSecretValueRequest(secret_name=name)).body.secret_data)
