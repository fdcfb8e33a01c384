"""What the description of the interface says of every door alike: its one sentence, and what a refusal looks like."""

from typing import Any

from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import Method

PROBLEM_TYPE = "application/problem+json"

_TEXTS = {
    "type": "urn:tianping:problem:<name>",
    "rule": "the rule, or the clause of law, that refuses",
    "title": "what happened",
    "title_zh": "发生了什么",
    "detail": "what can be done now",
    "detail_zh": "现在可以做什么",
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "A refusal: in two languages, with its rule and what can be done (RFC 9457).",
    "required": [*_TEXTS, "status", "facts"],
    "properties": {
        **{name: {"type": "string", "description": what} for name, what in _TEXTS.items()},
        "status": {"type": "integer", "description": "the HTTP status again"},
        "facts": {"type": "object", "description": "what the texts are made of"},
    },
}
REFUSED = {
    "description": "A refusal",
    "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def operation_name(door: HTTPRouteHandler, method: Method, _: Any) -> str:
    """The name of the function behind the door, unique in the whole house: `show_lot`; `head_download` beside GET's."""
    second = len(door.http_methods) > 1 and method != "GET"
    return f"{method.lower()}_{door.handler_name}" if second else door.handler_name


class DescribedDoors(JsonRenderPlugin):
    """The description as JSON, made when it is first asked for."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """See JsonRenderPlugin."""
        return super().render(request, described(openapi_schema))


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """The framework's description with summaries in words, and the problem as every operation's other answer."""
    paths = {
        path: {method: _described(operation) for method, operation in operations.items()}
        for path, operations in schema["paths"].items()
    }
    components = schema.get("components", {})
    schemas = {**components.get("schemas", {}), "Problem": PROBLEM}
    return {**schema, "paths": paths, "components": {**components, "schemas": schemas}}


def _described(operation: dict[str, Any]) -> dict[str, Any]:
    summary = operation.get("description", "").split("\n")[0]
    answers = {status: answer for status, answer in operation["responses"].items() if status < "4"}
    return {**operation, "summary": summary, "responses": {**answers, "default": REFUSED}}
