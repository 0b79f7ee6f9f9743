"""Read-only figures about organisations, their posters, offices and roles, as frozen values."""

from hexian.domains.orgs.queries.actors import actor_for
from hexian.domains.orgs.queries.chapters import (
    Covered,
    Entry,
    Stay,
    chapters,
    covered_by,
    covers,
    minders,
    offices_of,
    register_chapter,
    stays_of,
)
from hexian.domains.orgs.queries.choosing import (
    Extent,
    could_merge_into,
    could_stand_below,
    employers_to_cover,
    extent,
)
from hexian.domains.orgs.queries.explorer import (
    DivisionSum,
    Listed,
    OrgFilter,
    Standing,
    branch_on,
    division_facts,
    division_sums,
    home_division,
    listed,
    tops_on,
    unions_on,
)
from hexian.domains.orgs.queries.features import Switch, is_on, switches
from hexian.domains.orgs.queries.filters import KeptFilter, kept_filters
from hexian.domains.orgs.queries.groups import GroupRow, group, group_members, groups, groups_of
from hexian.domains.orgs.queries.history import (
    Change,
    PlacedRow,
    changes_of,
    children_on,
    code_on,
    former_codes,
    led_to,
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
    count_expiring,
    expiring,
    held_by,
    holders,
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
    Staff,
    below,
    children,
    demo_data,
    employer_named,
    employers,
    has_demo_data,
    is_only_demo,
    names_by_code,
    organisation,
    partner_of,
    search,
    staff_of,
    top,
    unions,
    unions_below,
    without_union,
)

__all__ = [
    "Change", "Covered", "DivisionSum", "Entry", "Extent", "GroupRow", "JoinInfo", "JoinPointRow", "KeptFilter",
    "Listed", "OfficeRow", "OpenMatter", "OrgChoice", "OrgFilter", "OrgPage", "OrgRow", "PlacedRow", "RoleRow",
    "Seer", "Staff", "Standing", "Stay", "Switch", "TurnTo", "Vacancy", "actor_for", "below", "branch_on",
    "changes_of", "chapters", "children", "children_on", "code_on", "could_merge_into", "could_stand_below",
    "count_expiring", "covered_by", "covers", "demo_data", "division_facts", "division_sums",
    "employer_named", "employers",
    "employers_to_cover", "expiring", "extent", "former_codes", "group", "group_members", "groups", "groups_of",
    "has_demo_data", "held_by", "holders", "home_division", "is_on", "is_only_demo",
    "join_points", "kept_filters", "led_to", "listed",
    "minders", "my_offices", "names_by_code", "nearest_living", "officers_over", "offices", "offices_of",
    "offices_on", "open_matters", "organisation", "partner_of", "path_on", "register_chapter", "resolve", "role",
    "roles_for", "search", "staff_of", "stays_of", "subtree_on", "successors", "switches", "top", "tops_on", "unions",
    "unions_below", "unions_on", "vacancies", "without_union",
]  # fmt: skip
