"""A draw package under verification: its documents by type, and each draw with what belongs to it.

Members refuse when what they need is missing or malformed; what it all proves is the business of the checks.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from crypto.encoding import Body, digest
from crypto.errors import CryptoError, DrawRefused
from crypto.records import check_shape, short_type, type_of
from crypto.shapes import conform
from crypto.signatures import check_document
from crypto.verifiable_draw.pool import Entry, read_entry
from crypto.verifiable_draw.quotas import Member, Quotas, read_quotas
from crypto.verifiable_draw.record import PACKAGE, SEALED, read_table
from crypto.verifiable_draw.table import Table, Type, group

CARRIED = (
    "platform-key",
    "key-set",
    "key-statement",
    "draw-inputs",
    "draw-dealing",
    "draw-cutoff",
    "draw-release",
    "draw-result",
)
"""The types that a package's `records` may have."""


class DrawCase:
    """What a stranger was given about one session."""

    def __init__(self, package: Any) -> None:
        self._package = package

    @cached_property
    def _documents(self) -> tuple[dict[str, dict[str, Body]], list[str]]:
        found: dict[str, dict[str, Body]] = {short: {} for short in CARRIED}
        faults: list[str] = []
        for number, signed in enumerate(conform(self._package, PACKAGE, "draw-package")["records"]):
            try:
                short, name = _read_document(signed)
                if name in found[short]:
                    raise DrawRefused("draw-package", "stands here twice")
                found[short][name] = signed
            except CryptoError as refusal:
                faults.append(f"records[{number}]: {refusal.message}")
        return found, faults

    @property
    def faults(self) -> list[str]:
        """What is wrong with documents that could not be read."""
        return self._documents[1]

    def of(self, short: str) -> Mapping[str, Body]:
        """The signed documents of a type by the digest of their bodies, signatures unchecked."""
        return self._documents[0][short]

    def get(self, short: str, name: str) -> Body:
        """The signed document of that type and digest."""
        try:
            return self.of(short)[name]
        except KeyError:
            raise DrawRefused("draw-missing", f"no {short} {name[:16]} that could be read") from None

    @cached_property
    def signed_record(self) -> Any:
        """The draw record as it was given, once its body has the shape."""
        signed = conform(self._package, PACKAGE, "draw-package")["record"]
        body = signed.get("body") if isinstance(signed, dict) else None
        if short_type(body) != "draw-record":
            raise DrawRefused("draw-package", "the record is no draw record")
        check_shape(body)
        return signed

    @cached_property
    def record(self) -> Body:
        """The body of the draw record."""
        body: Body = self.signed_record["body"]
        return body

    @cached_property
    def draws(self) -> list["OneDraw"]:
        """The draws that the record tells, in order."""
        return [OneDraw(self, told) for told in self.record["draws"]]

    @cached_property
    def pool(self) -> dict[str, Entry]:
        """The entries of the pool by ref, in the record's order."""
        entries = [read_entry(each) for each in self.record["pool"]]
        return {entry.ref: entry for entry in entries}

    def entry(self, ref: str) -> Entry:
        """Who stands in the pool under this ref."""
        try:
            return self.pool[ref]
        except KeyError:
            raise DrawRefused("draw-pool", f"nobody in the pool is {ref}") from None

    @cached_property
    def platform_keys(self) -> list[str]:
        """The platform's keys in order: the first signed itself, each later one is signed by the one before."""
        left = {signed["body"]["previous"]: signed for signed in self.of("platform-key").values()}
        if len(left) != len(self.of("platform-key")):
            raise DrawRefused("draw-inputs-signed", "two platform keys with one predecessor")
        keys: list[str] = []
        while (signed := left.pop(keys[-1] if keys else None, None)) is not None:
            key = signed["body"]["key"]
            check_document(signed, type=type_of("platform-key"), role="platform", key=keys[-1] if keys else key)
            keys.append(key)
        if not keys or left:
            raise DrawRefused("draw-inputs-signed", "the platform's keys do not form one chain")
        return keys

    def check_platform_signed(self, signed: Any, short: str) -> Body:
        """The body, once every signature holds and one is by a key of the platform's history."""
        body = check_document(signed, type=type_of(short), role="platform")
        if not any(each["role"] == "platform" and each["key"] in self.platform_keys for each in signed["signatures"]):
            raise DrawRefused("draw-inputs-signed", f"{short}: not signed by a key of the platform's history")
        return body


def _read_document(signed: Any) -> tuple[str, str]:
    """Short type and digest of a document whose body has the shape of its type."""
    body = signed.get("body") if isinstance(signed, dict) else None
    short = short_type(body)
    if short not in CARRIED:
        raise DrawRefused("draw-package", f"a {short} does not belong into a draw package")
    return short, digest(check_shape(body)).hex()


class OneDraw:
    """One draw as the record tells it (`told`), with the documents that it names."""

    def __init__(self, case: DrawCase, told: Body) -> None:
        self.case = case
        self.told = told

    @cached_property
    def inputs(self) -> Body:
        """The body of its inputs."""
        body: Body = self.case.get("draw-inputs", self.told["inputs"])["body"]
        return body

    @cached_property
    def cutoff(self) -> Body:
        """The body of its cut-off."""
        body: Body = self.case.get("draw-cutoff", self.told["cutoff"])["body"]
        return body

    @cached_property
    def result(self) -> Body:
        """The body of its result."""
        body: Body = self.case.get("draw-result", self.told["result"])["body"]
        return body

    @cached_property
    def key_set(self) -> Body:
        """The body of the key set whose custodians hold the ceremony."""
        body: Body = self.case.get("key-set", self.inputs["key_set"])["body"]
        return body

    @cached_property
    def dealings(self) -> list[Body]:
        """Bodies of the dealings of the cut-off, in its order."""
        return [self.case.get("draw-dealing", each["dealing"])["body"] for each in self.cutoff["dealings"]]

    @cached_property
    def releases(self) -> list[Body]:
        """Bodies of the releases that gave the seed, in the record's order."""
        return [self.case.get("draw-release", each)["body"] for each in self.told["releases"]]

    def documents(self, short: str) -> list[Body]:
        """All signed documents of a type that name this draw."""
        return [signed for signed in self.case.of(short).values() if signed["body"]["draw"] == self.inputs["draw"]]

    @cached_property
    def seed(self) -> bytes:
        """The seed as told."""
        return bytes.fromhex(self.told["seed"])

    @cached_property
    def sealed(self) -> Body:
        """What was sealed when the inputs came out; its digest is a check of its own."""
        return conform(self.told["sealed"], SEALED, "draw-sealed")

    def check_sealed(self) -> None:
        """Refuse unless the sealed part is the one that the inputs committed to."""
        if digest(self.sealed).hex() != self.inputs["sealed"]:
            raise DrawRefused("draw-sealed", "the sealed part is not the one that the inputs committed to")
        if self.sealed["draw"] != self.inputs["draw"]:
            raise DrawRefused("draw-sealed", "the sealed part is of another draw")

    @property
    def vacancy(self) -> Body:
        """The place that a supplementary draw fills: {"place", "speciality"}."""
        for vacancy in self.inputs["vacancies"]:
            return dict(vacancy)
        raise DrawRefused("draw-supplements", "a supplementary draw without a vacant place")

    @cached_property
    def quotas(self) -> Quotas:
        """What the committee must satisfy."""
        return read_quotas(self.inputs["quotas"])

    @cached_property
    def eligible(self) -> list[Entry]:
        """The pool without the exclusions, ascending by ref."""
        excluded = {each["ref"] for each in self.sealed["exclusions"]}
        return [entry for ref, entry in sorted(self.case.pool.items()) if ref not in excluded]

    @cached_property
    def groups(self) -> Mapping[Type, tuple[Entry, ...]]:
        """The eligible experts by type."""
        return group(self.eligible, self.quotas, frozenset(self.sealed["large"]))

    @cached_property
    def table(self) -> Table:
        """The lottery."""
        return read_table(self.sealed["table"])

    @cached_property
    def committee(self) -> list[Member]:
        """The members as told, in the order of their places."""
        told = self.told["committee"]
        return [Member(self.case.entry(each["ref"]), each["speciality"]) for each in told]
