"""Refusals: what the platform says when a rule forbids a deed, in both languages, always with what can be done now.

A refusal is a plain statement (`DeadlinePassed`), never an `...Error`, which is a fault of ours. Its class carries the
texts and the rule id, the raised value carries the facts; one handler in `app.py` makes problem+json of it (RFC 9457).
"""

import re
from typing import Any, ClassVar

PROBLEM_TYPE = "urn:tianping:problem:"


class Refusal(Exception):
    """A deed is refused. Subclasses give status, rule id and the four texts; `{field}` stands for a fact."""

    status: ClassVar[int] = 409
    rule: ClassVar[str] = "D-GENERAL"
    en: ClassVar[str] = "The request was refused."
    zh: ClassVar[str] = "请求被拒绝。"
    do_en: ClassVar[str] = "Check the request and try again."
    do_zh: ClassVar[str] = "请核对后重试。"
    headers: ClassVar[dict[str, str]] = {}

    def __init__(self, **facts: Any) -> None:
        super().__init__(type(self).__name__)
        self.facts = facts

    @classmethod
    def slug(cls) -> str:
        """`DeadlinePassed` -> `deadline-passed`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    def problem(self) -> dict[str, Any]:
        """The RFC 9457 object: type, status, rule, and title, detail and what to do in zh and en."""
        facts = _Facts(self.facts)
        return {
            "type": PROBLEM_TYPE + self.slug(),
            "status": self.status,
            "rule": self.rule,
            "title": self.en.format_map(facts),
            "title_zh": self.zh.format_map(facts),
            "detail": self.do_en.format_map(facts),
            "detail_zh": self.do_zh.format_map(facts),
            "facts": {name: _plain(value) for name, value in self.facts.items()},
        }

    def __str__(self) -> str:
        problem = self.problem()
        return f"{problem['title']} {problem['detail']} [{self.rule}]"


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, bool, list, dict, type(None))) else str(value)


class NotSignedIn(Refusal):
    """No session, or it ended."""

    status = 401
    rule = "D-ACCESS"
    en = "You are not signed in, or your session has ended."
    zh = "您尚未登录，或登录已失效。"
    do_en = "Sign in and try again."
    do_zh = "请登录后重试。"


class NotAllowed(Refusal):
    """The actor's role or relation does not permit the deed."""

    status = 403
    rule = "D-ACCESS"
    en = "Your role does not permit this: {needed} is needed."
    zh = "您的角色无权进行此操作：需要{needed}。"
    do_en = "Ask someone who holds that role for this tender."
    do_zh = "请由对本项目具有该权限的人员办理。"


class NoSuchThing(Refusal):
    """Nothing of that kind and name is visible to this actor; another's object is answered alike."""

    status = 404
    rule = "D-ACCESS"
    en = "There is no such {what}."
    zh = "没有找到该{what}。"
    do_en = "Check the address or number."
    do_zh = "请核对地址或编号。"


class FieldRefused(Refusal):
    """One field of the request is not acceptable; `field` names it, `why` and `why_zh` say what is wrong."""

    status = 400
    rule = "D-FORM"
    en = "The field {field} is not acceptable: {why}"
    zh = "字段 {field} 不符合要求：{why_zh}"
    do_en = "Correct the field and send the request again."
    do_zh = "请更正该字段后重新提交。"


class RequestRefused(Refusal):
    """The request as a whole cannot be read (framework refusals are told in these words)."""

    status = 400
    rule = "D-FORM"
    en = "The request cannot be processed: {why}"
    zh = "无法处理该请求：{why}"
    do_en = "Check the address, method and body of the request."
    do_zh = "请核对请求的地址、方法和内容。"


class WrongState(Refusal):
    """The state table has no such step from the state the thing is in."""

    status = 409
    rule = "D-STATE"
    en = "This cannot be done now: the {what} is in state {state}."
    zh = "当前状态（{state}）下不能进行此操作。"
    do_en = "Look at the current state; the step may have been done already."
    do_zh = "请查看当前状态；该步骤可能已经完成。"


class StoreAway(Refusal):
    """The object store or the database cannot take or give bytes at the moment; nothing was lost."""

    status = 503
    rule = "D-STORE"
    en = "The storage is not reachable at the moment. Nothing that was acknowledged is lost."
    zh = "存储暂时不可用。已确认接收的内容不会丢失。"
    do_en = "Try again in a few seconds; what was sent up to now can be resumed."
    do_zh = "请稍候几秒重试；已传部分可以续传。"
    headers: ClassVar[dict[str, str]] = {"retry-after": "5"}


class StorageFull(Refusal):
    """The disk or bucket has no room."""

    status = 507
    rule = "D-STORE"
    en = "The storage has no room for this. Nothing that was acknowledged is lost."
    zh = "存储空间不足，本次内容未保存。已确认接收的内容不会丢失。"
    do_en = "The operator has been alarmed. Try again in a few minutes; the upload can be resumed."
    do_zh = "系统已向运维人员报警。请几分钟后重试，可以续传。"


class TooMuch(Refusal):
    """More bytes or a larger number than the route takes."""

    status = 413
    rule = "D-FORM"
    en = "The request is larger than the {limit} allowed here."
    zh = "请求超出允许的大小（{limit}）。"
    do_en = "Send less, or send it in pieces as the upload protocol says."
    do_zh = "请减小内容，或按上传协议分片发送。"
