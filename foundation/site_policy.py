"""What a page may do (Content-Security-Policy 3): nothing but run its own files and speak to its own server.

Styles in elements and attributes are refused too: Vue and Element Plus set styles property by property, which no policy
forbids. Chromium before 97 does not know 'wasm-unsafe-eval' and refuses WebAssembly, hence every seal and every check,
without 'unsafe-eval': those browsers alone get it (https://chromestatus.com/feature/5499765773041664).
"""

import re
from functools import lru_cache

from foundation.settings import Settings

_CHROMIUM = re.compile(r"\bChrom(?:e|ium)/(\d{1,4})\.")
KNOWS_WASM = 97

OTHER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Of every answer that is no page. The style is for the browser's own way of showing a PDF."""


def page_policy(settings: Settings, user_agent: str) -> str:
    """The policy of a page, or of a worker's script, in this browser."""
    return _policy((settings.address, *settings.allowed_origins), is_old=_is_old(user_agent))


def _is_old(user_agent: str) -> bool:
    found = _CHROMIUM.search(user_agent)
    return found is not None and int(found[1]) < KNOWS_WASM


@lru_cache(maxsize=8)
def _policy(origins: tuple[str, ...], *, is_old: bool) -> str:
    """A socket's address is named: not every browser takes 'self' for its scheme."""
    sockets = " ".join("ws" + origin.removeprefix("http") for origin in origins if origin.startswith("http"))
    old = " 'unsafe-eval'" if is_old else ""
    return (
        f"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{old}; worker-src 'self'; style-src 'self'; "
        f"img-src 'self' data:; font-src 'self'; connect-src 'self' {sockets}; manifest-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
