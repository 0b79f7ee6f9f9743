"""Who the delegates are beside who the staff are, and what the law says to it."""

from __future__ import annotations

from django.db.models import Count, Q

from hexian.domains.decisions import rules
from hexian.domains.decisions.models import SERVING, Body
from hexian.domains.decisions.rules import Check, Makeup, Reason, Standing
from hexian.foundation.lawbook.rules import thaw

_WITH_VOTE = SERVING & Q(standing=Standing.DELEGATE)
#: Elected once, gone since, and nobody in her place yet.
_VACATED = Q(ended_on__isnull=False, standing=Standing.DELEGATE, replaced_by__isnull=True) & ~Q(
    end_reason=Reason.MISTAKE
)


def makeup_of(body: Body) -> Makeup:
    """The numbers of a body's delegates today."""
    counted = body.delegates.aggregate(
        serving=Count("pk", filter=_WITH_VOTE),
        vacated=Count("pk", filter=_VACATED),
        managers=Count("pk", filter=_WITH_VOTE & Q(is_manager=True)),
        women=Count("pk", filter=_WITH_VOTE & Q(sex="女")),
        disabled=Count("pk", filter=_WITH_VOTE & Q(is_disabled=True)),
    )
    return Makeup(
        seats=body.seats, least=body.least, staff=body.staff, staff_women=body.women, staff_disabled=body.disabled,
        **counted,
    )  # fmt: skip


def checks_of(body: Body) -> tuple[Check, ...]:
    """What the law asks of the body today, with the share of managers it was founded by."""
    found, share = makeup_of(body), thaw(body.params["congress.managers"]).ratio
    most = found.serving * share.numerator // share.denominator
    return rules.checks(body.kind, found, share, most)
