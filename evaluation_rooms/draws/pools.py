"""From experts to pool entries without names. Pure: salts and names are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from crypto.verifiable_draw.pool import Entry, employer_label, expert_ref
from evaluation_rooms.experts.people import PoolExpert
from foundation.regions import city_key


@dataclass(frozen=True)
class NamedEntry:
    """An entry with the person behind it; `salt`: 16 bytes."""

    entry: Entry
    expert: UUID
    name: str
    salt: bytes


def named_entries(
    pool: Sequence[PoolExpert], names: Mapping[UUID, str], salts: Mapping[UUID, bytes], label_salt: bytes
) -> list[NamedEntry]:
    """One entry per expert, ascending by ref. Cities are cities of prefecture level, whatever code was entered."""
    found = []
    for one in pool:
        ref = expert_ref(str(one.id), names[one.id], salts[one.id])
        label = employer_label(one.employer_uscc, label_salt)
        entry = Entry(ref, city_key(one.city), tuple(sorted(set(one.specialities))), label)
        found.append(NamedEntry(entry, one.id, names[one.id], salts[one.id]))
    return sorted(found, key=lambda one: one.entry.ref)
