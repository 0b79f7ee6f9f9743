"""Names of what happens in mutual aid."""

from __future__ import annotations

from enum import StrEnum


class AidEvent(StrEnum):
    """What is written to the audit trail and told to other rooms; payloads hold ids, counts and sums only."""

    PLAN_DRAFTED = "aid.plan_drafted"
    PLAN_CHANGED = "aid.plan_changed"
    PLAN_OPENED = "aid.plan_opened"
    PLAN_HALTED = "aid.plan_halted"
    PLAN_RESUMED = "aid.plan_resumed"
    PLAN_CLOSED = "aid.plan_closed"
    JOINED = "aid.joined"
    FEES_CAME = "aid.fees_came"
    FEE_BACK = "aid.fee_back"
    PAPERS_NOTED = "aid.papers_noted"
    LEFT = "aid.left"
    RECEIVED = "aid.received"
    MAPPED = "aid.mapped"
    RUNNING = "aid.running"
    DECIDED = "aid.decided"
    REVERSED = "aid.reversed"
    FINISHED = "aid.finished"
    STOPPED = "aid.stopped"
    CANCELLED = "aid.cancelled"
    PASSED = "aid.passed"
    REFUSED = "aid.refused"
    GROUP_REFUSED = "aid.group_refused"
    TELLING = "aid.telling"
    DECLINED = "aid.declined"
    DECLINE_TAKEN_BACK = "aid.decline_taken_back"
    CONTESTED = "aid.contested"
    CONTEST_DECIDED = "aid.contest_decided"
    APPEALED = "aid.appealed"
    APPEAL_DECIDED = "aid.appeal_decided"
    CONTEST_CLOSED = "aid.contest_closed"
    CONTEST_DUE = "aid.contest_due"
    READ = "aid.read"
    STRAYS_DECIDED = "aid.strays_decided"
    FILE_DROPPED = "aid.file_dropped"
