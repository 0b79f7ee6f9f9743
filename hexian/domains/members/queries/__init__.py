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
    count_changes,
    count_waiting,
    desk_figures,
    member_total,
    members_below,
    members_on,
    queue_figures,
)
from hexian.domains.members.queries.history import CountOn, members_by_division, members_through
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
from hexian.domains.members.queries.paging import Page
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
    "MemberFilter", "MemberList", "MemberPage", "MemberRow", "MyApplication", "MyMembership", "Page", "ParamView",
    "Portion", "QueueFigures", "ResolutionPage", "ResolutionRow", "Tab", "application", "by_employer", "by_station",
    "changes", "chosen_of", "count_changes", "count_waiting", "desk_figures", "member", "member_total", "members",
    "members_below", "members_by_division", "members_on", "members_through", "my_application", "my_applications",
    "my_changes", "my_membership", "next_due", "picked", "queue", "queue_figures", "resolution", "resolutions",
    "search", "unsigned", "with_cards",
]  # fmt: skip
