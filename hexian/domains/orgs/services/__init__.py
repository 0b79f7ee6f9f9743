"""One function per verb: founding and dissolving bodies, opening join points, filling offices, editing roles."""

from hexian.domains.orgs.services.archiving import drop_old_archives, start_archive
from hexian.domains.orgs.services.coverage import cover, uncover
from hexian.domains.orgs.services.demonstrating import advance_demo
from hexian.domains.orgs.services.features import switch_feature
from hexian.domains.orgs.services.filters import drop_filter, keep_filter
from hexian.domains.orgs.services.following import Chosen
from hexian.domains.orgs.services.foreseeing import foresee_move
from hexian.domains.orgs.services.groups import close_group, join_group, leave_group, make_group
from hexian.domains.orgs.services.join_points import close_join_point, open_join_point, renew_join_code
from hexian.domains.orgs.services.merging import foresee_merge, foresee_split, left_undone, merge, split
from hexian.domains.orgs.services.minding import mind
from hexian.domains.orgs.services.moving import move
from hexian.domains.orgs.services.offices import (
    appoint,
    appoint_newcomer,
    end_all_of,
    end_office,
    give_back_all_of,
    hand_over,
    question,
)
from hexian.domains.orgs.services.parts import end_part, grant_part
from hexian.domains.orgs.services.reorganising import REORGANISE, Outcome, begin_merge, begin_move, begin_split
from hexian.domains.orgs.services.roles import edit_role, make_role, retire_role, seed_roles
from hexian.domains.orgs.services.tree import dissolve, edit, found, stand_by

__all__ = [
    "REORGANISE", "Chosen", "Outcome", "advance_demo", "appoint", "appoint_newcomer", "begin_merge", "begin_move",
    "begin_split",
    "close_group", "close_join_point", "cover", "dissolve", "drop_filter", "drop_old_archives", "edit", "edit_role",
    "end_all_of", "end_office", "end_part", "foresee_merge", "foresee_move", "foresee_split", "found",
    "give_back_all_of", "grant_part", "hand_over", "join_group", "keep_filter", "leave_group", "left_undone",
    "make_group", "make_role", "merge", "mind", "move", "open_join_point", "question", "renew_join_code",
    "retire_role", "seed_roles", "split", "stand_by", "start_archive", "switch_feature", "uncover",
]  # fmt: skip
