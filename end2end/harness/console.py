"""The console's server functions without a browser, to prepare tests of something else."""

import functools
import http.client
import json
import re
import urllib.parse

from .server import binary


@functools.cache
def server_functions():
    """Their paths by name. The paths end in a hash, so they are read from the binary."""
    found = re.findall(rb"/api/([a-z_]+?)(\d{6,20})", binary().read_bytes())
    return {name.decode(): f"/api/{name.decode()}{digits.decode()}" for name, digits in found}


class ConsoleError(Exception):
    """An error response of the console."""

    def __init__(self, status, text):
        super().__init__(f"{status}: {text[:500]}")
        self.status = status
        self.text = text


class Console:
    """One session. Not thread-safe."""

    def __init__(self, address, origin=None):
        self.address = address
        self.origin = origin or f"http://{address}"
        self.cookies = {}
        self.who = None
        self.connection = http.client.HTTPConnection(address, timeout=30)

    def send(self, method, path, body=None, headers=None):
        """One request with the session's cookies: status, headers, body as text."""
        headers = dict(headers or {})
        if self.cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            try:
                self.connection.request(method, path, body=body, headers=headers)
            except BrokenPipeError:
                # The server ended the idle connection, so it has received nothing.
                self.connection.close()
                self.connection.request(method, path, body=body, headers=headers)
            response = self.connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        for cookie in response.headers.get_all("set-cookie") or []:
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        return response.status, response.headers, text

    def get(self, path):
        """A page's HTML."""
        status, _, text = self.send("GET", path, headers={"accept": "text/html"})
        if status >= 400:
            raise ConsoleError(status, text)
        return text

    def call(self, function, **fields):
        """Calls a server function like the page's scripts and returns its result."""
        return self._post(function, "application/x-www-form-urlencoded", urllib.parse.urlencode(fields))

    def call_json(self, function, **fields):
        """The same for a function that takes JSON."""
        return self._post(function, "application/json", json.dumps(fields))

    def _post(self, function, content_type, body):
        headers = {"content-type": content_type, "accept": "application/json", "origin": self.origin}
        status, _, text = self.send("POST", server_functions()[function], body, headers)
        # Some operations require re-authentication after fifteen minutes.
        if status == 403 and '"StepUp"' in text and self.who:
            self.sign_in(*self.who)
            status, _, text = self.send("POST", server_functions()[function], body, headers)
        if status >= 400:
            raise ConsoleError(status, text)
        return json.loads(text) if text else None

    def sign_in(self, user, password):
        self.call("sign_in", user=user, password=password)
        self.who = (user, password)

    def create_application(self, name, patterns):
        self.call("create_user", name=name, access="reader", patterns="\n".join(patterns))

    def create_person(self, name, role, password, patterns=()):
        self.call("create_user", name=name, access=role, password=password, patterns="\n".join(patterns))

    def create_access_key(self, user):
        """Its id and its secret."""
        key = self.call("create_access_key", user=user)
        return key["id"], key["secret"]

    def set_access_key_active(self, user, key_id, active):
        self.call("switch_access_key", user=user, id=key_id, active="true" if active else "false")
