"""Read-only figures about organisations, their posters, offices and roles, as frozen values."""

from hexian.domains.orgs.queries.actors import actor_for
from hexian.domains.orgs.queries.features import Switch, is_on, switches
from hexian.domains.orgs.queries.groups import GroupRow, group_members, groups, groups_of
from hexian.domains.orgs.queries.history import (
    Change,
    PlacedRow,
    changes_of,
    children_on,
    code_on,
    former_codes,
    offices_on,
    path_on,
    subtree_on,
    successors,
)
from hexian.domains.orgs.queries.joining import JoinInfo, JoinPointRow, TurnTo, join_points, nearest_living, resolve
from hexian.domains.orgs.queries.matters import OpenMatter, open_matters
from hexian.domains.orgs.queries.offices import (
    OfficeRow,
    RoleRow,
    Seer,
    Vacancy,
    expiring,
    my_offices,
    officers_over,
    offices,
    role,
    roles_for,
    vacancies,
)
from hexian.domains.orgs.queries.tree import (
    OrgChoice,
    OrgPage,
    OrgRow,
    below,
    children,
    employers,
    has_demo_data,
    names_by_code,
    organisation,
    search,
    top,
    unions,
    unions_below,
    without_union,
)

__all__ = [
    "Change", "GroupRow", "JoinInfo", "JoinPointRow", "OfficeRow", "OpenMatter", "OrgChoice", "OrgPage", "OrgRow",
    "PlacedRow", "RoleRow", "Seer", "Switch", "TurnTo", "Vacancy", "actor_for", "below", "changes_of", "children",
    "children_on", "code_on", "employers", "expiring", "former_codes", "group_members", "groups", "groups_of",
    "has_demo_data", "is_on", "join_points", "my_offices", "names_by_code", "nearest_living", "officers_over",
    "offices", "offices_on", "open_matters", "organisation", "path_on", "resolve", "role", "roles_for", "search",
    "subtree_on", "successors",
    "switches", "top", "unions", "unions_below", "vacancies", "without_union",
]  # fmt: skip
