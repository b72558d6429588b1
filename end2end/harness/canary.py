"""Made-up secrets that can be recognised wherever they turn up, and the search for them."""

import base64
import pathlib
import secrets
import urllib.parse

_planted = {}


def canary(label):
    """A value nobody else writes; `leaks` looks for it afterwards."""
    value = f"canary{secrets.token_hex(12)}"
    _planted[value] = label
    return value


def plant(value, label):
    """Watches for a value somebody else made, such as a password."""
    _planted[value] = label
    return value


def planted():
    return dict(_planted)


def spellings(value):
    """The value as it is, and as it would look in the encodings a careless program writes."""
    raw = value.encode()
    yield raw
    yield raw.hex().encode()
    quoted = urllib.parse.quote(value, safe="").encode()
    if quoted != raw:
        yield quoted
    for shift in range(3):
        # Inside longer Base64 the value starts at any of three offsets; the ends depend on the neighbours.
        text = base64.b64encode(b"\0" * shift + raw).decode()
        yield text[(0, 2, 3)[shift]:len(text) - 4].encode()


def leaks(paths):
    """Where any planted value occurs: a list of sentences, empty when all is well."""
    found = []
    for path in map(pathlib.Path, paths):
        content = path.read_bytes()
        for value, label in _planted.items():
            if any(spelling in content for spelling in spellings(value)):
                found.append(f"{label} stands in {path.name}")
    return found
