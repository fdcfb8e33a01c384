"""A method as JSON and back: exactly the declared names, figures as texts, and nothing guessed."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

from bidding.methods.method import Method
from bidding.methods.refusals import MethodUnreadable

_FIGURE = re.compile(r"(0|[1-9][0-9]{0,15})(\.[0-9]{1,6})?")
_LARGEST = 1_000
_NEEDED = {"mean": set[str](), "composite": {"K1", "Q1", "K2"}}
_NEEDED["abc"] = {"a", "b", "c", "mean_share", "lower", "upper", "delta", "K"}


def method_json(method: Method) -> dict[str, Any]:
    """Ready for canonical JSON."""
    return cast(dict[str, Any], plain(method))


def plain(value: Any) -> Any:
    """A part of a promise as JSON: parts by the names of their fields, figures as texts."""
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain(one) for name, one in value._asdict().items()}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return f"{value:f}" if isinstance(value, Decimal) else value


def read_method(value: object) -> Method:
    """The method, or MethodUnreadable naming the part that is not acceptable."""
    method = cast(Method, read_as(Method, value, "method"))
    check_method(method)
    return method


def check_method(method: Method) -> None:
    """Refuse a method whose parts contradict each other."""
    _check_criteria(method)
    _check_price(method)


def unreadable(where: str, why: str = "", why_zh: str = "") -> MethodUnreadable:
    """The refusal that names a part, and what is wrong with it where its place does not tell."""
    return MethodUnreadable(why=f"{where} {why}".strip(), why_zh=f"{where}{why_zh}")


def read_as(kind: Any, value: object, where: str) -> Any:
    """The JSON as a value of this kind: a dataclass or named tuple, a tuple of them, an option, a plain value."""
    if is_dataclass(kind) or hasattr(kind, "_fields"):
        return _read_parts(kind, value, where)
    if get_origin(kind) is tuple:
        if not isinstance(value, list) or len(value) > _LARGEST:
            raise unreadable(where)
        return tuple(read_as(get_args(kind)[0], one, f"{where}[{n}]") for n, one in enumerate(value))
    if get_origin(kind) is UnionType:
        return None if value is None else read_as(next(k for k in get_args(kind) if k is not NoneType), value, where)
    return _read_plain(kind, value, where)


def _read_parts(kind: Any, value: object, where: str) -> Any:
    hints = get_type_hints(kind)
    if not isinstance(value, Mapping) or value.keys() != hints.keys():
        raise unreadable(where)
    return kind(**{name: read_as(hint, value[name], f"{where}.{name}") for name, hint in hints.items()})


def _read_plain(kind: Any, value: object, where: str) -> Any:
    if get_origin(kind) is Literal and isinstance(value, str) and value in get_args(kind):
        return value
    if kind is Decimal and isinstance(value, str) and _FIGURE.fullmatch(value):
        return Decimal(value)
    if kind is int and type(value) is int and 0 <= value <= _LARGEST:
        return value
    if kind in (bool, str) and type(value) is kind and value != "":
        return value
    raise unreadable(where)


def _check_criteria(method: Method) -> None:
    names = [one.name for one in method.criteria]
    if len(set(names)) < len(names):
        raise unreadable("method.criteria")
    known = {"lower_price", "draw", "buyer", *(f"higher:{name}" for name in names)}
    last = method.ties[-1:]
    if not set(method.ties) <= known or last not in {("draw",), ("buyer",)} or {"draw", "buyer"} & {*method.ties[:-1]}:
        raise unreadable("method.ties")
    total = sum((one.weight for one in method.criteria), Decimal(0))
    if method.price.family != "evaluated_lowest" and (total != 100 or method.price_weight == 0):
        raise unreadable("method.criteria.weight")


def _check_price(method: Method) -> None:
    given = [one.name for one in method.price.coefficients]
    allowed = _NEEDED[method.price.base] | ({"k"} if method.price.base == "mean" else set())
    if len(set(given)) < len(given) or not _NEEDED[method.price.base] <= set(given) <= allowed:
        raise unreadable("method.price.coefficients")
    if any(not one.values for one in method.price.coefficients):
        raise unreadable("method.price.coefficients.values")
    if method.lots.most is not None and (method.lots.most < 1 or not method.lots.order):
        raise unreadable("method.lots")
