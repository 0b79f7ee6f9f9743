"""Read-only figures about organisations, their posters, offices and roles, as frozen values."""

from hexian.domains.orgs.queries.actors import actor_for
from hexian.domains.orgs.queries.features import Switch, is_on, switches
from hexian.domains.orgs.queries.joining import JoinInfo, JoinPointRow, TurnTo, join_points, nearest_living, resolve
from hexian.domains.orgs.queries.matters import OpenMatter, open_matters
from hexian.domains.orgs.queries.offices import (
    OfficeRow,
    RoleRow,
    Seer,
    my_offices,
    officers_over,
    offices,
    role,
    roles_for,
)
from hexian.domains.orgs.queries.tree import (
    OrgChoice,
    OrgPage,
    OrgRow,
    children,
    employers,
    has_demo_data,
    names_by_code,
    organisation,
    search,
    top,
    unions,
)

__all__ = [
    "JoinInfo", "JoinPointRow", "OfficeRow", "OpenMatter", "OrgChoice", "OrgPage", "OrgRow", "RoleRow", "Seer",
    "Switch", "TurnTo", "actor_for", "children", "employers", "has_demo_data", "is_on", "join_points", "my_offices",
    "names_by_code", "nearest_living", "officers_over", "offices", "open_matters", "organisation", "resolve", "role",
    "roles_for", "search", "switches", "top", "unions",
]  # fmt: skip
