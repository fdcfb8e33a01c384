"""The codes by which the count is cut, and their words: sectors, classes, bands, exemptions, kinds, sources. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal, cast, get_args

Sector = Literal["housing", "transport", "water", "energy", "agriculture", "land", "industry", "other"]
"""By the department that supervises (行业主管部门)."""
SECTORS: Final = cast(tuple[Sector, ...], get_args(Sector))

Band = Literal["below-4m", "4m-10m", "10m-50m", "50m-100m", "from-100m"]
BANDS: Final = cast(tuple[Band, ...], get_args(Band))
_BAND_ENDS: Final = tuple(Decimal(end) for end in (4_000_000, 10_000_000, 50_000_000, 100_000_000))

ExemptReason = Literal["secret", "emergency", "appointed", "samples", "capacity", "approved"]
EXEMPT_REASONS: Final = cast(tuple[ExemptReason, ...], get_args(ExemptReason))

ProjectClass = Literal["works", "goods", "service"]
CLASSES: Final = cast(tuple[ProjectClass, ...], get_args(ProjectClass))

Source = Literal["proven", "declared", "rehearsal"]
"""Proven: judged here, with draw and presence to check. Declared: a city says so. Rehearsals are counted apart."""

Meant = Literal["remote", "local"]
"""What a project's people announce before a session is planned."""

Words = tuple[str, str]

SECTOR_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "housing": ("住建", "housing and construction"),
        "transport": ("交通运输", "transport"),
        "water": ("水利", "water"),
        "energy": ("能源", "energy"),
        "agriculture": ("农业农村", "agriculture"),
        "land": ("自然资源", "natural resources"),
        "industry": ("工业和信息化", "industry and information"),
        "other": ("其他", "other"),
    }
)
CLASS_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {"works": ("施工", "works"), "goods": ("货物", "goods"), "service": ("服务", "service")}
)
BAND_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "below-4m": ("400万元以下", "below 4 million yuan"),
        "4m-10m": ("400万元以上、1000万元以下", "4 to 10 million yuan"),
        "10m-50m": ("1000万元以上、5000万元以下", "10 to 50 million yuan"),
        "50m-100m": ("5000万元以上、1亿元以下", "50 to 100 million yuan"),
        "from-100m": ("1亿元以上", "100 million yuan and more"),
    }
)
"""A band begins with its own first figure ("以上" includes it) and ends before the next."""
EXEMPT_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "secret": ("涉密项目", "state secret"),
        "emergency": ("应急项目", "emergency"),
        "appointed": ("依法直接确定评标委员会成员", "committee appointed directly by law"),
        "samples": ("须现场查验样品、模型", "samples or models must be seen on the spot"),
        "capacity": ("经检索无副场席位", "no sub venue had seats, as the search shows"),
        "approved": ("行政监督部门批准的其他情形", "another case that the supervisor approved"),
    }
)
KIND_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "LOCAL": ("本地评标", "judged at one place"),
        "CROSS_COUNTY": ("同一市州内跨县，不计入", "across counties of one city, never counted"),
        "REMOTE_IN_PROVINCE": ("省内跨市州远程异地评标", "remote within the province"),
        "REMOTE_CROSS_PROVINCE": ("跨省远程异地评标", "remote across provinces"),
        "REMOTE_BOTH": ("跨省并省内跨市州远程异地评标", "remote across provinces and within the province"),
    }
)
SOURCE_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "proven": ("可验证数据", "proven"),
        "declared": ("申报数据", "declared"),
        "rehearsal": ("演练", "rehearsal"),
    }
)


def band_of(amount: Decimal) -> Band:
    """The band of an estimate in yuan: 4,000,000.00 is 4m-10m."""
    return BANDS[sum(amount >= end for end in _BAND_ENDS)]
