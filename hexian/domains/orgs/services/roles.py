"""Standard roles, and the roles a union makes for itself."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from hexian.domains.orgs import access, rules
from hexian.domains.orgs.events import OrgEvent
from hexian.domains.orgs.models import Office, Role
from hexian.foundation import audit
from hexian.foundation.access import DUTIES
from hexian.foundation.actor import Actor, Refused


def seed_roles() -> int:
    """Make or bring up to date the standard roles; returns how many there are. Raises KeyError for an unknown duty."""
    for standard in rules.STANDARD_ROLES:
        for name in standard.duties:
            DUTIES[name]
        Role.objects.update_or_create(
            org=None, key=standard.key, defaults={"name": standard.name, "duties": sorted(standard.duties)}
        )
    return len(rules.STANDARD_ROLES)


@transaction.atomic
def make_role(org_id: UUID, *, name: str, duties: Iterable[str], actor: Actor) -> Role:
    """Make a role for a union and those below it, with duties out of those its maker has there herself.

    Raises `Refused` with `role.no_duty`, `role.unknown_duty`, `role.beyond_own`, `org.name_missing`, `org.name_long`.
    """
    org = access.organisations_staffed(actor).select_for_update(of=("self",)).get(public_id=org_id)
    granted = rules.check_grant(duties, DUTIES, access.duties_over(actor, org.code))
    role = Role.objects.create(
        org=org, key=f"own-{secrets.token_hex(4)}", name=rules.check_org_name(name), duties=list(granted)
    )
    audit.record(OrgEvent.ROLE_MADE, role, actor=actor, code=org.code, duty=access.OFFICES, duties=list(granted))
    return role


@transaction.atomic
def edit_role(role_id: UUID, *, name: str, duties: Iterable[str], actor: Actor) -> Role:
    """Rename a union's own role or change its duties; nobody adds or keeps up a duty that she lacks.

    Raises `Refused` like `make_role`, and `role.retired`; `Role.DoesNotExist` for standard roles and others' own.
    """
    role = _locked(role_id, actor)
    code = role.org.code if role.org else ""
    granted = rules.check_grant(duties, DUTIES, access.duties_over(actor, code))
    before, role.name, role.duties = role.duties, rules.check_org_name(name), list(granted)
    role.save(update_fields=["name", "duties"])
    audit.record(
        OrgEvent.ROLE_EDITED, role, actor=actor, code=code, duty=access.OFFICES, before=before, duties=list(granted)
    )
    return role


@transaction.atomic
def retire_role(role_id: UUID, *, actor: Actor) -> Role:
    """Offer a role no longer. Raises `Refused` with `role.in_use` (`count`) while somebody holds it, `role.retired`."""
    role = _locked(role_id, actor)
    holders = Office.objects.filter(role=role, ends_on__isnull=True).count()
    if holders:
        raise Refused("role.in_use", name=role.name, count=holders)
    role.retired_at = actor.now
    role.save(update_fields=["retired_at"])
    audit.record(OrgEvent.ROLE_RETIRED, role, actor=actor, code=role.org.code if role.org else "", duty=access.OFFICES)
    return role


def _locked(role_id: UUID, actor: Actor) -> Role:
    role = access.roles_managed(actor).select_for_update(of=("self",)).get(public_id=role_id)
    if role.retired_at is not None:
        raise Refused("role.retired", name=role.name)
    return role
