"""The draw record 抽取记录 on paper, made from the draw package that anybody can verify and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crypto.encoding import digest
from foundation.print.typesetting import render
from foundation.print.words import shown_moment, signatures_of
from foundation.regions import region

PLATFORM = "天平 Tianping"

STATES: Mapping[str, tuple[str, str]] = {
    "INVITED": ("已通知", "invited"),
    "ACCEPTED": ("参加", "accepted"),
    "DECLINED": ("不能参加", "declined"),
    "LAPSED": ("逾时未复", "no answer in time"),
    "ABSENT": ("缺席", "absent"),
    "REPLACED": ("更换", "replaced"),
}
REASONS: Mapping[str, tuple[str, str]] = {
    "declined": ("本人不能参加", "declined"),
    "no_answer": ("逾时未复", "no answer in time"),
    "ill": ("因病", "ill"),
    "recusal": ("回避", "recusal"),
    "absent": ("缺席", "absent"),
    "replaced": ("更换", "replaced"),
}

EXCLUSIONS: Mapping[str, tuple[str, str]] = {
    "SUSPENDED": ("暂停或移出专家库", "suspended or removed"),
    "ABSENT_DECLARED": ("已申报不能参评", "absence declared"),
    "SPECIALITY": ("专业不符", "another speciality"),
    "CITY": ("所在城市无本场评标场所", "no venue in the city"),
    "EMPLOYER_BIDDER": ("任职于投标人", "employed by a bidder"),
    "FORMER_BIDDER": ("近年曾任职于投标人", "formerly employed by a bidder"),
    "RELATIVE_BIDDER": ("亲属任职于投标人", "kin employed by a bidder"),
    "SHAREHOLDING_BIDDER": ("持有投标人股份", "holds shares of a bidder"),
    "EMPLOYER_BUYER": ("任职于招标人", "employed by the buyer"),
    "EMPLOYER_AGENCY": ("任职于招标代理机构", "employed by the agency"),
    "AUTHORITY": ("行政监督部门人员", "works for the authority"),
    "LOAD": ("近期参评次数已满", "too many sessions lately"),
    "SAME_BUYER": ("同一招标人参评次数已满", "too many sessions for this buyer"),
    "BARRED": ("原评标委员会成员", "member of the former committee"),
    "NO_CONTACT": ("无联系方式", "cannot be reached"),
}


@dataclass(frozen=True)
class RecordWords:
    """Names beside the package: of the project, its lots, venues and workstations (by id)."""

    project: str
    lots: list[str]
    venues: Mapping[str, str] = field(default_factory=dict)
    workstations: Mapping[str, str] = field(default_factory=dict)
    rehearsal: bool = False


def print_draw_record(
    package: Mapping[str, Any], words: RecordWords, fonts: Path | None = None, *, platform: str = PLATFORM
) -> bytes:
    """A PDF of a `tianping/draw-package/1`. Raises PrintFontsMissing."""
    shown = draw_record_data(package, words)
    lot = "、".join(words.lots)
    shown |= {"lot": lot, "platform": platform, "title": f"评标专家抽取记录 {words.project}"}
    return render("draw-record", shown, fonts)


def draw_record_data(package: Mapping[str, Any], words: RecordWords) -> dict[str, Any]:
    """What the template shows, as texts."""
    record, documents = package["record"], _by_digest(package["records"])
    body, fingerprint = record["body"], digest(record["body"]).hex()
    names = {one["ref"]: one["name"] for one in body["openings"]}
    first = documents[body["draws"][0]["inputs"]]
    return {
        "created": body["at"],
        "foot": f"抽取记录 {fingerprint[:16]}",
        "digest": fingerprint,
        "session": body["session"],
        "project": words.project,
        "rehearsal": words.rehearsal,
        "at": shown_moment(body["at"]),
        "local_reason": body["local_reason"] or "",
        "quotas": _quotas(first["quotas"]),
        "specialities": _specialities(first["quotas"]),
        "cities": _cities(first["quotas"]),
        "draws": [_draw(one, documents) for one in body["draws"]],
        "committee": [_member(row, names) for row in _holders(body["places"])],
        "calls": [_call(row, names) for row in body["places"]],
        "seats": [_seat(one, names, words) for one in body["seats"]],
        "signatures": signatures_of(record),
    }


def _city(code: str) -> str:
    known = region(code)
    return known.zh if known else code


def _by_digest(documents: list[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {digest(one["body"]).hex(): one["body"] for one in documents}


def _quotas(quotas: Mapping[str, Any]) -> dict[str, str]:
    return {
        "seats": str(sum(one["seats"] for one in quotas["specialities"])),
        "main": _city(quotas["main"]),
        "remote_least": str(quotas["remote_least"]),
        "cities_least": str(quotas["cities_least"]),
        "employer_most": str(quotas["employer_most"]),
    }


def _specialities(quotas: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"speciality": one["speciality"], "seats": str(one["seats"])} for one in quotas["specialities"]]


def _cities(quotas: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"city": _city(one["city"]), "bounds": f"{one['least']}–{one['most']}"} for one in quotas["cities"]]


def _draw(told: Mapping[str, Any], documents: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Counts, probabilities and the parties of the ceremony of one draw."""
    inputs, cutoff, result = (documents[told[name]] for name in ("inputs", "cutoff", "result"))
    releases = [documents[one] for one in told["releases"]]
    return {
        "number": str(inputs["number"]),
        "vacancy": "、".join(str(one["place"]) for one in inputs["vacancies"]),
        "pool_size": str(inputs["pool_size"]),
        "eligible": str(inputs["eligible"]),
        "excluded": [_excluded(one["code"], one["count"]) for one in inputs["excluded"]],
        "chances": {name: _share(inputs[name]) for name in ("least", "greatest", "bound", "gap", "p_max")},
        "snapshot_at": shown_moment(inputs["snapshot_at"]),
        "drawn_at": shown_moment(result["at"]),
        "needed": f"{inputs['t']} / {inputs['custodians']}",
        "dealers": "、".join(str(one["index"]) for one in cutoff["dealings"]),
        "releasers": "、".join(str(one["index"]) for one in releases),
        "digests": [
            {"zh": "抽取条件", "en": "Inputs", "hex": told["inputs"]},
            {"zh": "参与方清单", "en": "Cut-off", "hex": told["cutoff"]},
            {"zh": "抽取结果", "en": "Result", "hex": told["result"]},
            {"zh": "专家名单承诺", "en": "Pool", "hex": inputs["pool"]},
            {"zh": "抽取种子", "en": "Seed", "hex": told["seed"]},
        ],
    }


def _share(fraction: Mapping[str, str] | None) -> str:
    """Per cent with four decimals; the exact fraction stands in the record."""
    return "" if fraction is None else f"{100 * int(fraction['n']) / int(fraction['d']):.4f} %"


def _holders(places: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    last = {row["place"]: row for row in places}
    return [row for _, row in sorted(last.items()) if row["state"] in {"INVITED", "ACCEPTED"}]


def _member(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    zh, en = STATES[row["state"]]
    return {
        "place": str(row["place"]),
        "name": names[row["ref"]],
        "speciality": row["speciality"],
        "city": _city(row["city"]),
        "by": _by(row),
        "state_zh": zh,
        "state_en": en,
    }


def _by(row: Mapping[str, Any]) -> str:
    if row["reserve_no"] is not None:
        return f"候补{row['reserve_no']}号 reserve {row['reserve_no']}"
    return f"第{row['draw']}次抽取 draw {row['draw']}"


def _call(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    state, reason = STATES[row["state"]], REASONS.get(row["reason"] or "", (row["reason"] or "", ""))
    return {
        "place": str(row["place"]),
        "name": names[row["ref"]],
        "by": _by(row),
        "invited_at": _short(row["invited_at"]),
        "answered_at": _short(row["answered_at"]),
        "state_zh": state[0],
        "state_en": state[1],
        "reason": reason[0],
    }


def _short(text: str | None) -> str:
    return shown_moment(text) if text else ""


def _seat(one: Mapping[str, Any], names: Mapping[str, str], words: RecordWords) -> dict[str, str]:
    return {
        "seat": one["name"],
        "place": str(one["place"]),
        "name": names[one["ref"]],
        "venue": words.venues.get(one["venue"], one["venue"]),
        "workstation": words.workstations.get(one["workstation"], one["workstation"]),
    }


def _excluded(code: str, count: int) -> dict[str, str]:
    zh, en = EXCLUSIONS.get(code, (code, ""))
    return {"zh": zh, "en": en, "count": str(count)}
