"""The schedule one can read: each job is one service call. Times are Shanghai's."""

from __future__ import annotations

from django.core.management import call_command
from django.utils.translation import gettext_lazy as _

from hexian.domains.bargaining import services as bargaining
from hexian.domains.entitlements import services as entitlements
from hexian.domains.founding import services as founding
from hexian.domains.members.services import exporting, lapsing, upkeep
from hexian.domains.mutualaid import services as mutualaid
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.services import places, terms
from hexian.domains.people.services import lock_outs, second_factor
from hexian.domains.rosters import services as rosters
from hexian.foundation import locks
from hexian.foundation.actor import Actor
from hexian.foundation.attachments import services as attachments
from hexian.foundation.clock import services as clock
from hexian.foundation.notices import services as notices
from hexian.foundation.work import services as work
from hexian.foundation.work.scheduling import every


@every("people.forget", "*/15 * * * *", _("清掉过期的验证码和登录失败记录"))
def forget_codes(actor: Actor) -> int:
    """One-time codes and counts of failed sign-ins past their time."""
    return lock_outs.forget_old(actor=actor)


@every("people.sweep_secrets", "5 3 * * *", _("销毁不再使用的二次验证密钥"))
def sweep_secrets(actor: Actor) -> int:
    """Secrets of authenticators that were removed."""
    return second_factor.sweep_secrets()


@every("members.recount", "10 3 * * *", _("重新数一遍各级工会的会员数、各份决议的人数，有出入就改正"))
def recount_members(actor: Actor) -> int:
    """Counts of members that were wrong or missing."""
    return upkeep.recount_tallies()


@every("orgs.announce", "30 7 * * *", _("提醒任期快到的干部和能任职的人，准备换届"))
def announce_expiring(actor: Actor) -> int:
    """Offices whose term nears its end."""
    return terms.announce_expiring(actor)


@every("founding.remind", "35 7 * * *", _("建会的步骤快到期或过了期，提醒该办的人"))
def remind_founders(actor: Actor) -> int:
    """Cases whose time ends within a day, or has ended."""
    return founding.remind(actor)


@every("clock.overdue", "*/1 * * * *", _("找出过了期限的事，该生效的生效、该提醒的提醒"))
def mark_overdue(actor: Actor) -> int:
    """Clocks that have run over: their rooms hear of it (silence makes a contract effective)."""
    return clock.mark_overdue(actor, limit=10_000)


@every("bargaining.change", "0 0 * * *", _("变更或者解除的集体合同到了约定的日子，当天零点换过来"))
def change_contracts(actor: Actor) -> int:
    """The first minute of a day is the first of a contract as it was changed, and none of one ended early."""
    return bargaining.change_contracts(actor)


@every("bargaining.days", "5 0 * * *", _("集体合同进入续签期、到期，中止期满，经办人卸任：到日子自动办"))
def bargaining_days(actor: Actor) -> int:
    """What days bring to bargaining; the next offer is prepared as a draft, never sent."""
    return sum(bargaining.run_clocks(actor).values())


@every("bargaining.remind", "37 7 * * *", _("集体协商的步骤快到期或过了期，提醒轮到的一方"))
def remind_bargainers(actor: Actor) -> int:
    """Cases whose time ends within two days, or has ended."""
    return bargaining.remind(actor)


@every("orgs.follow", "0 3 * * *", _("把划转时还没跟上的记录改到新的上级下面"))
def follow_moves(actor: Actor) -> int:
    """Rows that still carry a code their body no longer holds."""
    return places.follow_late()


@every("members.recount_flow", "15 3 * * *", _("重新数一遍过去每一天的会员数，有出入就改正"))
def recount_flow(actor: Actor) -> int:
    """Sums of past days that were wrong or missing."""
    return upkeep.recount_flow()


@every("members.sweep_pieces", "20 3 * * *", _("清掉已经没有会籍的姓名检索片段"))
def sweep_pieces(actor: Actor) -> int:
    """Pieces of names nobody is found by."""
    return upkeep.sweep_pieces()


@every("members.lapses", "40 6 * * 1", _("找出半年没有交会费、没有参加活动的会员，提醒工会去了解（只提醒，不处理）"))
def propose_lapses(actor: Actor) -> int:
    """Members a committee may want to talk about, in the unions that asked for it."""
    return lapsing.propose_lapses(actor)


@every("members.exports", "25 3 * * *", _("删掉导出满三天的会员名单"))
def drop_exports(actor: Actor) -> int:
    """Workbooks of members that have been fetched or forgotten."""
    return exporting.drop_old_exports(actor=actor)


@every("orgs.archives", "28 3 * * *", _("删掉打包满三天的工会档案"))
def drop_archives(actor: Actor) -> int:
    """Packages that have been fetched or forgotten."""
    return orgs.drop_old_archives(actor=actor)


@every("rosters.files", "30 3 * * *", _("删掉办完满三天的名册原件"))
def drop_rosters(actor: Actor) -> int:
    """Files of rosters that were landed, undone or forgotten."""
    return rosters.drop_files(actor=actor)


@every("notices.purge", "20 3 * * *", _("清掉早已读过的通知、发完的短信记录和演示短信"))
def purge_notices(actor: Actor) -> int:
    """Notices, messages and tray past their time."""
    return notices.purge(actor.now)


@every("attachments.sweep", "40 3 * * *", _("清掉没有传完、不属于任何记录的文件"))
def sweep_files(actor: Actor) -> int:
    """Files a killed or rolled-back upload left."""
    return attachments.sweep(actor.now)


@every("locks.forget", "50 3 * * *", _("清掉不会再有人重发的请求编号"))
def forget_requests(actor: Actor) -> int:
    """Keys of requests nobody retries any more."""
    return locks.forget_old(actor.now)


@every("work.forget", "0 4 * * *", _("清掉 90 天前的长任务和一天前的队列记录"))
def forget_work(actor: Actor) -> int:
    """Ended tasks, queue entries, workers that are long gone."""
    return work.forget_old(actor.now) + work.forget_workers(actor.now)


@every("web.sessions", "10 4 * * *", _("清掉过期的登录状态"))
def clear_sessions(actor: Actor) -> int:
    """Sessions past their time."""
    call_command("clearsessions")
    return 1


@every("mutualaid.folder", "* * * * *", _("看收件文件夹里有没有新的结算文件，有就收下办理"))
def look_into_folder(actor: Actor) -> int:
    """Settlement files other programs have laid there."""
    return mutualaid.look_into_folder(actor)


@every("mutualaid.files", "35 3 * * *", _("删掉办完已久的结算文件原件"))
def drop_settlement_files(actor: Actor) -> int:
    """Originals with whole ID numbers, once nobody needs them."""
    return mutualaid.drop_files(actor=actor)


@every("mutualaid.standing", "20 2 * * *", _("比较各医院的自付比例，明显偏高的标出来给人看"))
def compare_hospitals(actor: Actor) -> int:
    """Hospitals whose bills lie far above the middle."""
    return mutualaid.stand(actor)


@every("mutualaid.tally", "40 2 * * *", _("重新数一遍各计划发放、谢绝、没有赶上的笔数和金额"))
def tally_aid(actor: Actor) -> int:
    """Months of mutual aid counted anew."""
    return mutualaid.tally_all(actor)


@every("mutualaid.strays", "50 2 * * *", _("当时不认识的人，现在认识了的，补办结算"))
def try_strays(actor: Actor) -> int:
    """Settlements decided late."""
    return mutualaid.try_strays(actor)


@every("entitlements.work_out", "10 3 * * *", _("找出有权得到还没有得到的人，得到了的销掉"))
def work_rights_out(actor: Actor) -> int:
    """Rights found, new or again."""
    return entitlements.work_out(actor).found


@every("mutualaid.remind", "40 7 * * *", _("互助金异议快到期或过了期，提醒该答复的人"))
def remind_of_contests(actor: Actor) -> int:
    """Contests whose promised time ends within a day, or has ended."""
    return mutualaid.remind(actor)


@every("mutualaid.close", "50 7 * * *", _("答复后没有要求复核的异议，到时间自动了结"))
def close_contests(actor: Actor) -> int:
    """Contests that were answered and not appealed."""
    return mutualaid.close_answered(actor)
