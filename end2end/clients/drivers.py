"""The vendor's unmodified clients behind one call: takes parameters by name, returns the response's fields or raises `ApiError`."""

import importlib
import json
import re
import xml.etree.ElementTree as ElementTree

import fixture  # noqa: F401  (sets the path)
from harness.api import ApiError


# The vendor's APIs: product and version as named in its packages.
KMS, RAM, STS = ("kms", "20160120"), ("ram", "20150501"), ("sts", "20150401")


class V1:
    """aliyun-python-sdk-kms, -ram and -sts: RPC signature, every parameter in the query."""

    name = "aliyun-python-sdk"
    _setters = {"ResourceId": "ResourceIds", "Tag": "Tags", "TagKey": "TagKeys"}

    def __init__(self, server, key_id, secret, accept="JSON", api=KMS, token=None):
        from aliyunsdkcore.auth.credentials import AccessKeyCredential, StsTokenCredential
        from aliyunsdkcore.client import AcsClient

        self.accept, self.api = accept, api
        credential = StsTokenCredential(key_id, secret, token) if token else AccessKeyCredential(key_id, secret)
        self.client = AcsClient(region_id=server.facts["region"], credential=credential, verify=server.facts["ca_file"])
        self.endpoint = server.api

    def call(self, action, **parameters):
        from aliyunsdkcore.acs_exception.exceptions import ServerException
        from aliyunsdkcore.http import protocol_type

        request = self._request(action, parameters)
        request.set_endpoint(self.endpoint)
        request.set_protocol_type(protocol_type.HTTPS)
        request.set_accept_format(self.accept)
        if self.accept == "XML":  # do_action_with_exception insists on JSON
            return from_xml(self.client.do_action(request))
        try:
            response = self.client.do_action_with_exception(request)
        except ServerException as error:
            response = {"Code": error.get_error_code(), "Message": error.get_error_msg()}
            raise ApiError(error.get_http_status(), response) from error
        return json.loads(response)

    def _request(self, action, parameters):
        if action == "BatchGetSecretValue":  # this SDK has no class for it, so use its generic call
            from aliyunsdkcore.request import CommonRequest

            request = CommonRequest(version="2016-01-20", action_name=action, product="Kms")
            request.set_method("POST")
            for name, value in parameters.items():
                request.add_query_param(name, json.dumps(value))
            return request
        product, version = self.api
        module = importlib.import_module(f"aliyunsdk{product}.request.v{version}.{action}Request")
        request = getattr(module, f"{action}Request")()
        for name, value in parameters.items():
            if name == "RegionId":  # this SDK adds it to every call
                continue
            getattr(request, f"set_{self._setters.get(name, name) if isinstance(value, list) else name}")(value)
        return request


class V2:
    """alibabacloud-kms20160120, -ram20150501 and -sts20150401: ACS3 signature, or the RPC one; values in a form body."""

    name = "alibabacloud"

    def __init__(self, server, key_id, secret, algorithm=None, api=KMS, token=None):
        from alibabacloud_tea_openapi.utils_models import Config

        self.package = f"alibabacloud_{api[0]}{api[1]}"
        more = {"signature_algorithm": algorithm} if algorithm else {}
        if token:
            more |= {"security_token": token, "type": "sts"}
        self.client = importlib.import_module(f"{self.package}.client").Client(Config(
            access_key_id=key_id, access_key_secret=secret, region_id=server.facts["region"],
            endpoint=server.api, protocol="https", ca=server.facts["ca_file"], **more,
        ))

    def call(self, action, **parameters):
        from darabonba.exceptions import DaraException
        from Tea.exceptions import TeaException

        models = importlib.import_module(f"{self.package}.models")
        method = getattr(self.client, re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", action).lower())
        request = getattr(models, f"{action}Request", None)  # an operation without parameters has none
        try:
            response = method(request().from_map(parameters)) if request else method()
        except (TeaException, DaraException) as error:
            status = getattr(error, "status_code", None) or getattr(error, "statusCode", None)
            raise ApiError(status, {"Code": error.code, "Message": error.message}) from error
        return response.body.to_map()


# Elements that are entries of a list, by the name of their parent element.
_ENTRIES = {
    "VersionStages": "VersionStage", "SecretList": "Secret", "VersionIds": "VersionId", "Tags": "Tag",
    "TagResources": "TagResource", "Keys": "Key", "Regions": "Region", "Users": "User", "Groups": "Group",
    "Policies": "Policy", "PolicyVersions": "PolicyVersion", "AccessKeys": "AccessKey", "Roles": "Role",
}
_BARE = {"SecretValues", "Errors"}
_NUMBERS = {"PageNumber", "PageSize", "TotalCount", "HttpStatus", "AttachmentCount"}
_FLAGS = {"IsTruncated", "IsDefaultVersion", "MFABindRequired", "PasswordResetRequired"}


def from_xml(document):
    """An XML response in the shape of the JSON one."""
    return _value(ElementTree.fromstring(document))


def _value(element):
    if element.tag in _ENTRIES and (len(element) or not (element.text or "").strip()):
        return {_ENTRIES[element.tag]: [_value(child) for child in element]}
    if element.tag in _FLAGS:
        return {"true": True, "false": False}[element.text]
    if len(element) == 0:
        return int(element.text) if element.tag in _NUMBERS else element.text or ""
    fields = {}
    for child in element:
        if child.tag in _BARE:
            fields.setdefault(child.tag, []).append(_value(child))
        else:
            fields[child.tag] = _value(child)
    return fields
