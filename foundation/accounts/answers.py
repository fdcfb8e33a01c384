"""What the doors of the accounts answer."""

from typing import Literal, TypedDict

from foundation.accounts.rules import Kind

Role = Literal[
    "system_admin",
    "security_admin",
    "audit_admin",
    "centre_staff",
    "agency",
    "buyer",
    "supervisor",
    "pool_keeper",
    "draw_operator",
    "statistician",
]
"""The keys of `foundation.actors.ROLES`."""


class OrganisationShown(TypedDict):
    """A legal body that takes part."""

    id: str
    name: str
    uscc: str
    kind: Kind
    region_code: str


class OrganisationBrief(TypedDict):
    """An organisation where its name is enough."""

    id: str
    name: str


class PersonBrief(TypedDict):
    """A person where the name is enough."""

    id: str
    name: str


class RoleChoice(TypedDict):
    """A role that could be chosen at the next sign-in."""

    role: Role
    organisation: OrganisationBrief


class HolderShown(TypedDict):
    """Who is signed in, for whom."""

    person: PersonBrief
    role: Role
    organisation: OrganisationBrief | None
    roles: list[RoleChoice]


class Session(HolderShown):
    """Signed in. `token` is empty for our own pages, which get it as a cookie."""

    token: str


class RoleHeld(TypedDict):
    """A role for an organisation, by its id."""

    organisation: str
    role: Role


class PersonShown(TypedDict):
    """Somebody who can sign in."""

    id: str
    name: str
    login: str
    suspended: bool
    roles: list[RoleHeld]
