"""What buyer and agency send to the doors of the award."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec

from bidding.awards.rules import Ground

Line = Annotated[str, msgspec.Meta(max_length=500)]
Said = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Words = Annotated[str, msgspec.Meta(max_length=8000)]
Hex32 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Yuan = Annotated[str, msgspec.Meta(max_length=20)]


class DescribedGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A candidate in the words of its bid, as Order 10 of 2017, Art. 6 asks."""

    bid: Hex32
    quality: Said
    period: Said
    manager: Said
    qualifications: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
    certificate: Line = ""


class ChannelGiven(msgspec.Struct, forbid_unknown_fields=True):
    """Where objections go beside this platform, and the supervising department."""

    contact: Said
    phone: Said
    address: Line = ""
    supervisor: Line = ""


class PublicityForm(msgspec.Struct, forbid_unknown_fields=True):
    """The publicity; without `ends` it lasts as long as the law asks."""

    candidates: Annotated[list[DescribedGiven], msgspec.Meta(min_length=1, max_length=3)]
    channel: ChannelGiven
    summary: Words = ""
    ends: datetime | None = None


class SignedStatementForm(msgspec.Struct, forbid_unknown_fields=True):
    """A document signed by a bid key or a company key."""

    signed: dict[str, Any]


class AnswerForm(msgspec.Struct, forbid_unknown_fields=True):
    """The buyer's answer to an objection."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=8000)]


class PassedOverGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A candidate that cannot win, the ground of 条例55, and why it holds."""

    bid: Hex32
    ground: Ground
    reason: Said


class AwardForm(msgspec.Struct, forbid_unknown_fields=True):
    """The winning bid, and those in front of it that are passed over."""

    bid: Hex32
    passed_over: Annotated[list[PassedOverGiven], msgspec.Meta(max_length=3)] = []
    reason: Words = ""


class FailureForm(msgspec.Struct, forbid_unknown_fields=True):
    """Why the round ends without a contract."""

    reason: Said


class ContractForm(msgspec.Struct, forbid_unknown_fields=True):
    """What was signed; amounts in yuan with two decimals."""

    signed_on: date
    price: Yuan
    period: Line | None = None
    performance_bond: Yuan | None = None
    reason: Words = ""


class BondForm(msgspec.Struct, forbid_unknown_fields=True):
    """What became of a bid bond: returned with its interest, kept on a ground, or none was asked for."""

    became: Literal["returned", "kept", "none"]
    on: date
    amount: Yuan | None = None
    interest: Yuan | None = None
    note: Line = ""


class WrittenReportForm(msgspec.Struct, forbid_unknown_fields=True):
    """What the buyer adds to the report."""

    remarks: Words = ""
