"""Object names: 128 random bits, so that a name tells nothing of the bid, the bidder or the hour."""

import re
from collections.abc import Callable
from typing import NewType

from storage.errors import NameRefused

Entropy = Callable[[int], bytes]
ObjectName = NewType("ObjectName", str)

# One or two words, then the first two digits again as a folder, which keeps folders of files small.
_NAME = re.compile(r"[a-z]{1,20}(?:/[a-z]{1,20})?/(?P<first>[0-9a-f]{2})/(?P=first)[0-9a-f]{30}")
_PREFIX = re.compile(r"[a-z0-9/]{0,100}")
_ID = re.compile(r"[0-9a-f]{32}")


def new_name(kind: str, entropy: Entropy) -> ObjectName:
    """A fresh name under `kind` (`bids`, `documents`, at most two words joined by a slash)."""
    digits = fresh_id(entropy)
    return object_name(f"{kind}/{digits[:2]}/{digits}")


def object_name(text: str) -> ObjectName:
    """The same text, known to be a name: it can neither climb out of a folder nor meet another's."""
    if _NAME.fullmatch(text) is None:
        raise NameRefused
    return ObjectName(text)


def name_prefix(text: str) -> str:
    """The same text, known to be the beginning of names (or of nothing)."""
    if _PREFIX.fullmatch(text) is None:
        raise NameRefused("a prefix has small letters, digits and slashes only")
    return text


def fresh_id(entropy: Entropy) -> str:
    """32 hex digits from 16 bytes of entropy."""
    return entropy(16).hex()


def is_id(text: str) -> bool:
    """Whether this could have come from `fresh_id`."""
    return _ID.fullmatch(text) is not None
