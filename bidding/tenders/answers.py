"""What the doors of tenders answer. Digests and keys are hex, moments `2026-12-17T01:30:00.000Z`, money "26888000.00".

The records of a tender page stand here whole, also those that later stages make: the page is where they are read.
"""

from typing import Literal, NotRequired, TypedDict

from bidding.methods.offer_form import OfferFieldRecorded, OfferFieldShown
from bidding.methods.scheme_shown import SchemeShown
from bidding.notices.answers import FileNamed, ProjectNamed
from bidding.projects.forms import CoefficientOffered
from bidding.projects.pages import LotShown, OrganisationNamed, ProjectShown
from bidding.projects.scope import ProjectClass
from bidding.tenders.rules import ShownState
from foundation.records import Signed

Seat = Literal["buyer_side", "local_centre", "platform", "supervisor", "other"]
"""The seat that a custodian takes on a roster; see `bidding/custodians/roster.py`."""


class Tender(TypedDict):
    """The body of `tianping/tender/1`; `scheme` is there where a committee judges the lot here."""

    type: Literal["tianping/tender/1"]
    lot: str
    round: int
    project: ProjectNamed
    name: str
    buyer: OrganisationNamed
    agency: OrganisationNamed | None
    published_at: str
    deadline: str
    rulebook: int
    minimum_bidders: int
    key_set: str
    documents: str
    offer_form: list[OfferFieldRecorded]
    coefficients: list[CoefficientOffered]
    scheme: NotRequired[SchemeShown]
    rehearsal: bool


class SignedTender(Signed):
    """The tender record: what bids, custodians and auditors are held against."""

    body: Tender


class Extension(TypedDict):
    """The body of `tianping/extension/1`; `previous` is the deadline until then."""

    type: Literal["tianping/extension/1"]
    lot: str
    round: int
    previous: str
    deadline: str
    at: str
    reason: str


class SignedExtension(Signed):
    """A deadline moved later."""

    body: Extension


class Documents(TypedDict):
    """The body of `tianping/documents/1`: a settled version."""

    type: Literal["tianping/documents/1"]
    lot: str
    round: int
    version: int
    at: str
    files: list[FileNamed]


class SignedDocuments(Signed):
    """A settled version of the tender documents."""

    body: Documents


class CustodianNamed(TypedDict):
    """A custodian as the key set's record names it; `index` from 1, `body` its id."""

    index: int
    body: str
    name: str
    prefecture: str
    seat: Seat
    share_key: str
    sign_key: str


class KeySet(TypedDict):
    """The body of `tianping/key-set/1`: any `t` of the custodians open; `statements` are digests by index."""

    type: Literal["tianping/key-set/1"]
    lot: str
    round: int
    t: int
    document_digest: str
    custodians: list[CustodianNamed]
    statements: list[str]


class SignedKeySet(Signed):
    """The custodians under whose keys bids are sealed."""

    body: KeySet


class Possession(TypedDict):
    """The proof that who names a share key has its secret."""

    R: str
    s: str


class KeyStatement(TypedDict):
    """The body of `tianping/key-statement/1`, by custodian `index`."""

    type: Literal["tianping/key-statement/1"]
    lot: str
    round: int
    t: int
    share_keys: list[str]
    document_digest: str
    index: int
    share_key: str
    sign_key: str
    possession: Possession


class SignedKeyStatement(Signed):
    """A custodian's word that it keeps its share of this very tender."""

    body: KeyStatement


# Its "class" is a keyword of the language, so it cannot be written as a class.
ProjectListed = TypedDict("ProjectListed", {"code": str, "name": str, "class": ProjectClass})
"""A project in a line of the register."""


class RegisterLine(TypedDict):
    """One published round; `buyer` is the name."""

    lot: str
    round: int
    name: str
    project: ProjectListed
    region_code: str
    buyer: str
    state: ShownState
    published_at: str
    deadline: str
    is_statutory: bool
    is_in_remote_scope: bool
    rehearsal: bool


class Register(TypedDict):
    """A portion of the register in the order asked for; ask again with `after` = `next` until it is null."""

    lots: list[RegisterLine]
    next: str | None


class DeadlineShown(TypedDict):
    """A deadline the round has or had; the first one has no reason."""

    deadline: str
    set_at: str
    reason: str


class FileShown(FileNamed):
    """A published file, and the path of its open download."""

    url: str


class TenderPage(RegisterLine):
    """Everything that a page or a sealing client needs of a tender.

    `documents` and `key_set` are those in force, `files` those of `documents`; `rounds` is the newest published round.
    """

    now: str
    rounds: int
    rulebook: int
    estimate: str
    ceiling: str | None
    document_version: int
    deadlines: list[DeadlineShown]
    tender: SignedTender | None
    extensions: list[SignedExtension]
    key_set: SignedKeySet | None
    key_sets: list[SignedKeySet]
    statements: list[SignedKeyStatement]
    documents: SignedDocuments | None
    versions: list[SignedDocuments]
    files: list[FileShown]
    offer_form: list[OfferFieldShown]
    coefficients: list[CoefficientOffered]
    scheme: SchemeShown | None


class RoundShown(TypedDict):
    """A round as its own staff see it; `key_set` is the digest of the one in force."""

    number: int
    state: ShownState
    deadline: str | None
    published_at: str | None
    rulebook: int
    rehearsal: bool
    document_version: int
    key_set: str | None


class LotWithRound(LotShown):
    """A lot with its newest round, drafts included."""

    round: RoundShown


class ProjectPage(ProjectShown):
    """One of the own projects with its lots by number."""

    lots: list[LotWithRound]
