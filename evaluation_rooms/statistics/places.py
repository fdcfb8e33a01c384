"""For which place a statistician speaks. Pure."""

from evaluation_rooms.statistics.refusals import WrongCity
from foundation.actors import Actor
from foundation.errors import FieldRefused
from foundation.regions import HUBEI, HUBEI_UNITS, city_key

PROVINCE_ZH = "省级"


def need_city(actor: Actor) -> str:
    """The city that a statistician signs for: WrongCity for the province's, a county's and another province's."""
    actor.need("statistician")
    if actor.region not in HUBEI_UNITS:
        raise WrongCity(city="a city 市州")
    return actor.region


def need_province(actor: Actor) -> None:
    """Refuse everybody but the province's statistician."""
    actor.need("statistician")
    if actor.region != HUBEI:
        raise WrongCity(city="the province 省")


def check_unit(code: str, field: str) -> str:
    """One of the 17 units by its own code."""
    if code not in HUBEI_UNITS or city_key(code) != code:
        raise FieldRefused(field=field, why="the code of one of the 17 units", why_zh="应为17个市州之一的行政区划代码")
    return code
