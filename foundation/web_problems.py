"""From anything that went wrong to one refusal: our own refusals, the framework's, the store's, the database's.

Whatever is not known here is a fault of ours: the caller learns a number, the log learns the number and the place,
and neither learns a value, since a value may be part of a bid.
"""

import re
from typing import Any, ClassVar

from litestar.exceptions import HTTPException, ValidationException
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from crypto.errors import CryptoError
from foundation.errors import FieldRefused, NoSuchThing, Refusal, RequestRefused, StorageFull, StoreAway, TooMuch
from storage.errors import StoreFull, StoreUnavailable


class Busy(Refusal):
    """A lock or a statement took too long; nothing was written."""

    status = 503
    rule = "D-BUSY"
    en = "The platform is busy with this very thing. Nothing was written."
    zh = "系统正在处理同一事项，本次操作未生效。"
    do_en = "Send the same request again in a moment."
    do_zh = "请稍后重新提交同一请求。"
    headers: ClassVar[dict[str, str]] = {"retry-after": "2"}


class AlreadyThere(Refusal):
    """A constraint of the database forbids the row; actions word the usual cases more kindly."""

    status = 409
    rule = "D-UNIQUE"
    en = "This already exists, or something it refers to does not."
    zh = "该内容已存在，或其引用的内容不存在。"
    do_en = "Look at what is there before sending it again."
    do_zh = "请先查看现有内容再提交。"


class CheckFailed(Refusal):
    """A signature, proof or document does not hold; `check` is the name of the check (crypto/errors.py)."""

    status = 422
    rule = "D-CHECK"
    en = "The check {check} failed: {why}"
    zh = "校验未通过（{check}）：{why}"
    do_en = "Make the document again with the published client; nothing was stored."
    do_zh = "请使用公开的客户端重新生成文件；本次内容未保存。"


class MethodRefused(Refusal):
    """The address exists, but not with this method."""

    status = 405
    rule = "D-FORM"
    en = "This address does not take the method {method}."
    zh = "该地址不支持 {method} 方法。"
    do_en = "See /schema for the methods it takes."
    do_zh = "请查阅 /schema 了解支持的方法。"


class Fault(Refusal):
    """Something failed on our side; `id` finds it in the operator's log."""

    status = 500
    rule = "D-FAULT"
    en = "Something failed on our side. Its number is {id}. Nothing that was acknowledged is lost."
    zh = "系统内部故障，编号 {id}。已确认接收的内容不会丢失。"
    do_en = "Try again; if it fails again, give the number to the operator."
    do_zh = "请重试；如仍失败，请将编号告知运维人员。"


_BUSY = {"55P03", "57014", "40001", "40P01"}
"""lock not available, statement cancelled by its limit, serialization failure, deadlock."""
_FULL = {"53100"}
_AWAY_CLASSES = {"08", "53", "57", "58"}
"""connection, resources, operator intervention (shutting down, starting up), system."""


def refusal_of(fault: BaseException) -> Refusal | None:
    """The refusal to tell, or None for a fault of our own."""
    while isinstance(fault, BaseExceptionGroup) and len(fault.exceptions) == 1:
        fault = fault.exceptions[0]
    if isinstance(fault, Refusal):
        return fault
    if isinstance(fault, HTTPException):
        return _of_framework(fault)
    if isinstance(fault, CryptoError):
        return CheckFailed(check=fault.check, why=fault.message)
    if isinstance(fault, StoreFull):
        return StorageFull()
    if isinstance(fault, (StoreUnavailable, PoolTimeout, InterfaceError, ConnectionError, TimeoutError)):
        return StoreAway()
    return _of_database(fault) if isinstance(fault, DBAPIError) else None


def _of_database(fault: DBAPIError) -> Refusal | None:
    state = str(getattr(fault.orig, "sqlstate", None) or "")
    if state in _BUSY:
        return Busy()
    if state in _FULL:
        return StorageFull()
    if fault.connection_invalidated or state[:2] in _AWAY_CLASSES:
        return StoreAway()
    if state[:2] == "23":
        return AlreadyThere()
    if state[:2] == "22" or "DataError" in type(fault.orig.__cause__ if fault.orig else fault).__name__:
        return RequestRefused(why="a value is outside what can be stored")
    return None


def _of_framework(fault: HTTPException) -> Refusal | None:
    if isinstance(fault, ValidationException) and (named := _first_field(fault.extra)):
        return named
    if fault.status_code == 404:
        return NoSuchThing(what="address")
    if fault.status_code == 405:
        return MethodRefused(method=(fault.extra or {}).get("method", "") if isinstance(fault.extra, dict) else "")
    if fault.status_code == 413:
        return TooMuch(limit="body size")
    if 400 <= fault.status_code < 500:
        return RequestRefused(why=fault.detail)
    return None


_MISSING = re.compile(r"missing required field `([^`]+)`")
_UNKNOWN = re.compile(r"contains unknown field `([^`]+)`")


def _first_field(extra: Any) -> Refusal | None:
    """The first complaint of the validation as a refusal that names the field."""
    for complaint in extra if isinstance(extra, list) else [extra]:
        if isinstance(complaint, dict) and "message" in complaint:
            why = str(complaint["message"])
            return FieldRefused(field=_field_of(complaint, why), why=why, why_zh=f"格式不正确（{why}）")
    return None


def _field_of(complaint: dict[str, Any], why: str) -> str:
    """A parameter by its name; within a body the member's path, as `roles.0.role`."""
    key = str(complaint.get("key") or "")
    path = "" if key in ("", "data") else key.removeprefix("data.")
    named = _MISSING.search(why) or _UNKNOWN.search(why)
    return ".".join(filter(None, [path, named[1] if named else ""])) or "body"
