"""Records of the platform as a client reads them: whose signature, what shape, which deadline. Pure."""

from collections.abc import Callable
from typing import Any

from crypto.encoding import Body
from crypto.errors import CryptoError
from crypto.records import check_shape
from crypto.signatures import check_document
from foundation.errors import Refusal

Refuse = Callable[[str, str, str], Refusal]
"""Makes the caller's refusal of: name of the check, why, why in Chinese."""



def read_record(record: Any, short: str, platform: str, refuse: Refuse) -> Body:
    """The body of a record of that type which this platform key signed and whose shape holds."""
    try:
        body = check_document(record, type=f"tianping/{short}/1", role="platform", key=platform)
        return check_shape(body)
    except CryptoError as fault:
        raise refuse(f"{short}-record", fault.message, f"{short}记录的签名或格式不符") from None


def newest_deadline(tender: Body, extensions: Any, platform: str, refuse: Refuse) -> str:
    """The deadline after all signed extensions, each of which continues the last and moves it later."""
    deadline: str = tender["deadline"]
    bodies = [read_record(each, "extension", platform, refuse) for each in extensions]
    for one in sorted(bodies, key=lambda body: str(body["previous"])):
        later = (one["lot"], one["round"], one["previous"]) == (tender["lot"], tender["round"], deadline)
        if not later or one["deadline"] <= deadline:
            raise refuse("deadline-history", "an extension does not continue the last", "延期记录前后不衔接")
        deadline = one["deadline"]
    return deadline
