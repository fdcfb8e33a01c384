"""What the holder of a bid key signs for the mailbox of his bid 澄清信箱: that he asks, and his answers. Pure."""

from datetime import timedelta
from typing import Any, Final

from crypto.encoding import Body
from crypto.errors import CryptoError
from crypto.shapes import Shape, conform, exactly, hex_of, integer, members, moment, text, uuid
from crypto.signatures import check_document
from evaluation_rooms.scoring.refusals import LetterRefused

REQUEST: Final = "tianping/mailbox-request/1"
ANSWER: Final = "tianping/question-answer/1"
PATIENCE: Final = timedelta(minutes=10)
"""A request that somebody copied is of no use to him later."""
LONGEST_ANSWER: Final = 8000

REQUEST_SHAPE = members(type=exactly(REQUEST), lot=uuid, round=integer(1), bid=hex_of(32), at=moment)
ANSWER_SHAPE = members(
    type=exactly(ANSWER),
    lot=uuid,
    round=integer(1),
    bid=hex_of(32),
    question=uuid,
    text=text(1, LONGEST_ANSWER),
    at=moment,
)
SHAPES: Final[dict[str, Shape]] = {REQUEST: REQUEST_SHAPE, ANSWER: ANSWER_SHAPE}


def read_letter(signed: dict[str, Any], kind: str) -> Body:
    """The body, once its signatures hold, one of them by a bid key, and it has its shape. Raises LetterRefused."""
    try:
        return conform(check_document(signed, type=kind, role="bid"), SHAPES[kind], "letter-shape")
    except CryptoError as fault:
        raise LetterRefused(why=str(fault)) from None
