"""Who acts: a person of an organisation in one role, or nobody by name (the public, a bidder, the clock)."""

from dataclasses import dataclass
from uuid import UUID

from foundation.errors import NotAllowed, NotSignedIn

ROLES: dict[str, tuple[str, str]] = {
    "system_admin": ("系统管理员", "system administrator"),
    "security_admin": ("安全管理员", "security administrator"),
    "audit_admin": ("审计管理员", "audit administrator"),
    "centre_staff": ("交易中心工作人员", "trading-centre staff"),
    "agency": ("招标代理机构", "agency"),
    "buyer": ("招标人", "buyer"),
    "supervisor": ("行政监督部门", "supervisor"),
    "pool_keeper": ("评标专家库管理员", "keeper of the expert pool"),
    "draw_operator": ("专家抽取操作员", "draw operator"),
    "statistician": ("统计人员", "statistician"),
}


@dataclass(frozen=True)
class Actor:
    """One acting party; `role` is a key of ROLES, or "public", "expert" at a seat, or "clock" for due timers."""

    role: str
    person: UUID | None = None
    organisation: UUID | None = None
    region: str = ""
    name: str = ""

    def need(self, *roles: str) -> None:
        """Refuse unless the actor holds one of the roles: `NotSignedIn` for the public, else `NotAllowed`."""
        if self.role == "public" and "public" not in roles:
            raise NotSignedIn()
        if self.role not in roles:
            raise NotAllowed(needed=" / ".join(ROLES[role][0] if role in ROLES else role for role in roles))


PUBLIC = Actor("public")
CLOCK = Actor("clock")
