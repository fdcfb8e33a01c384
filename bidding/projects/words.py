"""Names and reasons that people type: what may stand in a record, a feed and a page alike."""

from unicodedata import category, is_normalized

from foundation.errors import FieldRefused

_FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def check_words(field: str, text: str, least: int = 1, most: int = 200, *, lines: bool = False) -> str:
    """The text itself; refuses emptiness, length, control, format and unassigned characters, and edges of space.

    `lines` allows line feeds. Format characters are out because two names that look alike must be equal.
    """
    if not least <= len(text) <= most:
        raise FieldRefused(field=field, why=f"{least} to {most} characters", why_zh=f"应为{least}至{most}个字符")
    plain = text.replace("\n", "") if lines else text
    if any(category(letter) in _FORBIDDEN for letter in plain) or not is_normalized("NFC", text):
        raise FieldRefused(field=field, why="it holds characters that cannot be printed", why_zh="含有不可打印的字符")
    if text != text.strip():
        raise FieldRefused(field=field, why="it begins or ends with a space", why_zh="首尾有空格")
    return text
