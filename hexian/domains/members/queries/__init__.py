"""Read-only figures and lists about applications, resolutions and members, as frozen values."""

from hexian.domains.members.queries.applications import (
    ApplicationFilter,
    ApplicationPage,
    ApplicationRow,
    FindingView,
    Tab,
    application,
    next_due,
    picked,
    queue,
)
from hexian.domains.members.queries.changes import ChangeRow, changes, my_changes
from hexian.domains.members.queries.counts import (
    DeskFigures,
    QueueFigures,
    applications_waiting,
    changes_waiting,
    desk_figures,
    member_total,
    members_below,
    members_on,
    passages_waiting,
    queue_figures,
)
from hexian.domains.members.queries.deaths import Known, deaths
from hexian.domains.members.queries.history import CountOn, members_by_division, members_through
from hexian.domains.members.queries.layouts import LayoutPage, LayoutVersion, layout_for, layout_page, layouts
from hexian.domains.members.queries.lists import MemberFilter, MemberList, MemberRow, members, search
from hexian.domains.members.queries.mine import (
    MemberPage,
    MyApplication,
    MyMembership,
    member,
    my_application,
    my_applications,
    my_membership,
)
from hexian.domains.members.queries.officers import Left, left
from hexian.domains.members.queries.paging import Page
from hexian.domains.members.queries.passages import (
    MyPassage,
    MyStanding,
    PassagePage,
    PassageRow,
    PassageTab,
    UnionChoice,
    last_parts,
    my_passages,
    my_standing,
    passage,
    passages,
    passages_of,
    union_to_go_to,
    unions_to_go_to,
    what_follows,
)
from hexian.domains.members.queries.past import members_named_on
from hexian.domains.members.queries.resolutions import (
    ParamView,
    ResolutionPage,
    ResolutionRow,
    resolution,
    resolutions,
    unsigned,
)
from hexian.domains.members.queries.splitting import Portion, by_employer, by_station, chosen_of, with_cards

__all__ = [
    "ApplicationFilter", "ApplicationPage", "ApplicationRow", "ChangeRow", "CountOn", "DeskFigures", "FindingView",
    "Known", "LayoutPage", "LayoutVersion", "Left", "MemberFilter", "MemberList", "MemberPage", "MemberRow",
    "MyApplication", "MyMembership", "MyPassage", "MyStanding", "Page", "ParamView", "PassagePage", "PassageRow",
    "PassageTab", "Portion", "QueueFigures", "ResolutionPage", "ResolutionRow", "Tab", "UnionChoice",
    "application", "applications_waiting", "by_employer", "by_station", "changes", "changes_waiting", "chosen_of",
    "deaths", "desk_figures", "last_parts",
    "layout_for", "layout_page", "layouts", "left", "member", "member_total", "members", "members_below",
    "members_by_division", "members_named_on", "members_on", "members_through", "my_application", "my_applications",
    "my_changes", "my_membership", "my_passages", "my_standing", "next_due", "passage", "passages", "passages_of",
    "passages_waiting",
    "picked", "queue", "queue_figures", "resolution", "resolutions", "search", "union_to_go_to",
    "unions_to_go_to", "unsigned", "what_follows", "with_cards",
]  # fmt: skip
