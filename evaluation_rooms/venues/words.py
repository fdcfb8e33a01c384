"""Names and notes that people type on a venue: what may stand on a page, in a table and on a printed sheet alike."""

from unicodedata import category, is_normalized

from foundation.errors import FieldRefused

_FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def check_text(field: str, text: str, least: int, most: int) -> str:
    """The text itself, one line; refuses its length, characters that cannot be printed, and edges of space."""
    if not least <= len(text) <= most:
        raise FieldRefused(field=field, why=f"{least} to {most} characters", why_zh=f"应为{least}至{most}个字符")
    if any(category(letter) in _FORBIDDEN for letter in text) or not is_normalized("NFC", text):
        raise FieldRefused(field=field, why="it holds characters that cannot be printed", why_zh="含有不可打印的字符")
    if text != text.strip():
        raise FieldRefused(field=field, why="it begins or ends with a space", why_zh="首尾有空格")
    return text
