"""Switch parts of the program on or off for a union and all below it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from hexian.domains.orgs import access
from hexian.domains.orgs.events import OrgEvent
from hexian.domains.orgs.models import FeatureSwitch
from hexian.domains.orgs.rules import FEATURES
from hexian.foundation import audit
from hexian.foundation.actor import Actor, Refused


@transaction.atomic
def switch_feature(org_id: UUID, *, feature: str, is_on: bool | None, actor: Actor) -> None:
    """Switch a feature for a union and all below it; `None` takes the switch away, so that the union above decides.

    Raises `Refused("feature.unknown")`.
    """
    if feature not in FEATURES:
        raise Refused("feature.unknown", feature=feature)
    org = access.organisations_managed(actor).select_for_update(of=("self",)).get(public_id=org_id)
    if is_on is None:
        FeatureSwitch.objects.filter(org=org, feature=feature).delete()
    else:
        FeatureSwitch.objects.update_or_create(org=org, feature=feature, defaults={"is_on": is_on})
    audit.record(
        OrgEvent.FEATURE_SWITCHED, org, actor=actor, code=org.code, duty=access.MANAGE, feature=feature, is_on=is_on
    )
