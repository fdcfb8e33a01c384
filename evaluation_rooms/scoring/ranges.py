"""One range of a file, as a viewer of pages asks for it (RFC 9110). Pure."""

import re

Range = tuple[int, int | None]
"""[start, stop), or to the end."""

_ONE = re.compile(r"bytes=([0-9]{1,15})-([0-9]{0,15})")


def read_range(header: str | None) -> Range | None:
    """[start, stop) of a single range from a start; anything else is read as no range: the whole file is an answer."""
    found = _ONE.fullmatch(header.strip()) if header else None
    if found is None:
        return None
    start, last = int(found[1]), found[2]
    stop = int(last) + 1 if last else None
    return None if stop is not None and stop <= start else (start, stop)


def within(wanted: Range | None, length: int) -> tuple[int, int, bool]:
    """[start, stop) of a file, and whether that was asked for; a range that begins behind the end is no range."""
    if wanted is None or wanted[0] >= length:
        return 0, length, False
    start, stop = wanted
    return start, length if stop is None else min(stop, length), True
