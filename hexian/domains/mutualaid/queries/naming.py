"""Whose a row is, and from which hospital: who sees a settlement sees whose it is, wherever she is a member by now."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from hexian.domains.mutualaid.models import Decision, File, Hospital
from hexian.domains.mutualaid.services import reaching
from hexian.domains.people import queries as people
from hexian.foundation.actor import Actor


class Names:
    """Names of persons by their key; a word for whoever is no longer known."""

    def __init__(self, person_ids: Iterable[int], actor: Actor) -> None:
        self._known = people.names_known(person_ids, program=reaching.program(actor))

    def __getitem__(self, person_id: int) -> str:
        return self._known.get(person_id) or _("已注销的人")


class Hospitals:
    """What settlements' hospitals are called by the union whose file they came in; the number where it has no name."""

    def __init__(self, rows: Iterable[Decision], actor: Actor) -> None:
        found = [row for row in rows if row.file_id]
        self._orgs: dict[int, int] = {}
        self._known: dict[tuple[int, str], str] = {}
        if not found:
            return
        with reaching.as_program(actor):
            files = File.objects.filter(pk__in={row.file_id for row in found})
            self._orgs = dict(files.values_list("pk", "org_id"))
            known = Hospital.objects.filter(org__in={*self._orgs.values()}, number__in={row.hospital for row in found})
            self._known = {(org, number): name for org, number, name in known.values_list("org_id", "number", "name")}

    def __getitem__(self, row: Decision) -> str:
        return self._known.get((self._orgs.get(row.file_id or 0, 0), row.hospital), row.hospital)
