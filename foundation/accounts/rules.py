"""What the accounts hold to: how long, how often, and which roles exclude each other. Pure."""

import unicodedata
from collections.abc import Collection
from datetime import timedelta
from typing import Literal, get_args

from foundation.accounts.refusals import RolesExclude
from foundation.actors import ROLES
from foundation.errors import FieldRefused

ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})
Kind = Literal["buyer", "agency", "centre", "supervisor", "operator", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What an organisation may be: 招标人、代理机构、交易中心、监督部门、平台运营、其他."""

ATTEMPTS = 10
WINDOW = timedelta(minutes=15)
SETUP_LINK_LIFE = timedelta(days=1)
TOUCH_AFTER = timedelta(seconds=60)
"""A session's last use is written at most this often."""


def plain_login(login: str) -> str:
    """One spelling for one login: NFKC, without case and surrounding blanks."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def check_roles(roles: Collection[str]) -> None:
    """Refuse unknown roles, and an administrator who holds anything else (三员分立)."""
    for role in roles:
        if role not in ROLES:
            raise FieldRefused(field="roles", why=f"there is no role {role}", why_zh=f"没有角色 {role}")
    if ADMINISTRATORS & set(roles) and len(set(roles)) > 1:
        raise RolesExclude(roles="、".join(ROLES[role][0] for role in dict.fromkeys(roles)))


def check_kind(kind: str) -> None:
    """Refuse an unknown kind of organisation."""
    if kind not in KINDS:
        raise FieldRefused(field="kind", why=f"one of {', '.join(KINDS)}", why_zh=f"应为 {'、'.join(KINDS)} 之一")
