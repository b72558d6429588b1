"""Unique secret values, and the search for them in output."""

import base64
import pathlib
import secrets
import urllib.parse

_planted = {}


def canary(label):
    """A unique value; `leaks` searches for it afterwards."""
    value = f"canary{secrets.token_hex(12)}"
    _planted[value] = label
    return value


def plant(value, label):
    """Also searches for a value created elsewhere, such as a password."""
    _planted[value] = label
    return value


def planted():
    return dict(_planted)


def spellings(value):
    """The value in plain form and in common encodings."""
    raw = value.encode()
    yield raw
    yield raw.hex().encode()
    quoted = urllib.parse.quote(value, safe="").encode()
    if quoted != raw:
        yield quoted
    for shift in range(3):
        # Within longer Base64 the value starts at one of three offsets; its ends depend on the neighbouring bytes.
        text = base64.b64encode(b"\0" * shift + raw).decode()
        yield text[(0, 2, 3)[shift]:len(text) - 4].encode()


def leaks(paths):
    """Occurrences of planted values, as a list of sentences; empty if there are none."""
    found = []
    for path in map(pathlib.Path, paths):
        content = path.read_bytes()
        for value, label in _planted.items():
            if any(spelling in content for spelling in spellings(value)):
                found.append(f"{label} occurs in {path.name}")
    return found
