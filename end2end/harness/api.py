"""A small client of the API: one keep-alive connection, signed requests, responses as dictionaries."""

import http.client
import json
import ssl
import urllib.parse

from . import signing


class ApiError(Exception):
    """An error response of the server."""

    def __init__(self, status, response):
        super().__init__(f"{status} {response.get('Code')}: {response.get('Message')}")
        self.status = status
        self.code = response.get("Code")
        self.message = response.get("Message")
        self.response = response


class Api:
    """Not thread-safe: create one per thread."""

    def __init__(self, address, key_id, secret, ca_file, timeout=30):
        self.address = urllib.parse.urlsplit(address).netloc or address
        self.key_id, self.secret = key_id, secret
        self.connection = http.client.HTTPSConnection(
            self.address, context=ssl.create_default_context(cafile=ca_file), timeout=timeout
        )

    @classmethod
    def of(cls, server, **changes):
        """The administrator's client of a running server."""
        facts = {"key_id": server.facts["access_key_id"], "secret": server.facts["access_key_secret"], **changes}
        return cls(server.api, ca_file=server.facts["ca_file"], **facts)

    def call(self, action, **parameters):
        """Runs an operation; parameters that are not text are sent as JSON, None is omitted."""
        texts = {name: _text(value) for name, value in parameters.items() if value is not None}
        body = signing.canonical_query(signing.rpc(self.key_id, self.secret, action, texts))
        status, _, response = self.send("POST", "/", body.encode(), {"content-type": signing.FORM})
        response = json.loads(response)
        if status != 200:
            raise ApiError(status, response)
        return response

    def send(self, method, target, body=b"", headers=None):
        """One raw request: status, headers, body. Reconnects if the connection was closed."""
        try:
            self.connection.request(method, target, body=body, headers=headers or {})
            response = self.connection.getresponse()
            return response.status, response.headers, response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise

    def close(self):
        self.connection.close()


def _text(value):
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
