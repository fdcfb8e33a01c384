"""Rows of the pool as the doors answer them. Pure."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from crypto.encoding import timestamp
from evaluation_rooms.experts import answers
from evaluation_rooms.experts.people import Person, china_day, standing_on
from evaluation_rooms.experts.specialities import CodeTable, Speciality
from evaluation_rooms.experts.tables import Expert, ExpertAbsence, ExpertFee, ExpertImport, ExpertVersion
from foundation.money import money_text
from foundation.regions import region


def expert_json(
    expert: Expert, version: ExpertVersion, absences: Sequence[ExpertAbsence], today: date
) -> answers.ExpertShown:
    """An expert without his name; a suspension that has ended is not told any more."""
    standing = standing_on(version.standing, version.suspended_until, today)
    holds = standing == version.standing
    return {
        "id": str(expert.id),
        "city": version.city,
        "employer": version.employer,
        "employer_uscc": version.employer_uscc,
        "specialities": list(version.specialities),
        "former": [{"uscc": uscc, "until": until} for uscc, until in version.former],
        "relatives": list(version.relatives),
        "shareholdings": list(version.shareholdings),
        "authority": version.authority,
        "standing": standing,
        "standing_reason": version.standing_reason if holds else None,
        "suspended_until": version.suspended_until.isoformat() if holds and version.suspended_until else None,
        "reachable": expert.reachable,
        "absences": [_absence_json(row) for row in absences],
        "since": china_day(expert.created_at).isoformat(),
        "changed_at": timestamp(expert.changed_at),
    }


def _absence_json(row: ExpertAbsence) -> answers.AbsenceShown:
    since, until = timestamp(row.since), timestamp(row.until)
    return {"id": str(row.id), "since": since, "until": until, "reason": row.reason}


def person_json(expert_id: UUID, person: Person) -> answers.ExpertPerson:
    """Who an expert is."""
    return {
        "id": str(expert_id),
        "name": person.name,
        "phone": person.phone,
        "mail": person.mail,
        "id_number": person.id_number,
    }


def speciality_json(row: Speciality, table: CodeTable) -> answers.SpecialityShown:
    """A row of the code table with its place."""
    return {
        "code": row.code,
        "name": row.zh,
        "name_en": row.en,
        "level": row.level,
        "parent": row.parent,
        "path": " / ".join(each.zh for each in table.path(row.code)),
        "can_be_held": table.can_be_held(row.code),
    }


def fee_json(row: ExpertFee) -> answers.FeeShown:
    """A fee standard; `name` is the region's."""
    known = region(row.region)
    return {
        "id": str(row.id),
        "region": row.region,
        "name": known.zh if known and known.code == row.region else row.region,
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else None,
        "base": money_text(row.base),
        "base_hours": row.base_hours,
        "per_hour": money_text(row.per_hour),
        "document": row.document,
    }


def import_json(row: ExpertImport, errors: list[answers.RowErrorShown]) -> answers.ImportShown:
    """How far a list is, with the errors that are told along."""
    return {
        "id": str(row.id),
        "name": row.name,
        "sha256": row.sha256.hex(),
        "strict": row.strict,
        "state": row.state,
        "total": row.total,
        "done": row.done,
        "added": row.added,
        "updated": row.updated,
        "unchanged": row.unchanged,
        "refused": row.refused,
        "created_at": timestamp(row.created_at),
        "ended_at": timestamp(row.ended_at) if row.ended_at else None,
        "errors": errors,
    }
