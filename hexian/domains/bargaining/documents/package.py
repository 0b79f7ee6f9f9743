"""What goes along to the labour office, in one file: its papers in their order, and the congress's own resolution."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from uuid import UUID

from django.utils.translation import gettext as _

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.documents import printed, reached
from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.services.voting import SUBJECT
from hexian.domains.decisions import documents as resolutions
from hexian.domains.decisions import queries as congresses
from hexian.domains.decisions import rules
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor


def package(case_id: UUID, names: Iterable[str], *, actor: Actor) -> bytes:
    """A ZIP of these papers (keys of `texts.PAPERS`), numbered as they are listed, for whoever may print them.

    The minutes are those of every meeting; the resolution and the tally are the union's congress's, which an employer
    cannot open but has to hand in (浙江 34).  Raises as `printed`.
    """
    case = reached(case_id, "filing-statement", actor)
    book = BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as file:
        for number, (name, content) in enumerate(_papers(case, names, actor), 1):
            file.writestr(f"{number:02} {name}.pdf", content)
    return book.getvalue()


def _papers(case: Case, names: Iterable[str], actor: Actor) -> Iterator[tuple[str, bytes]]:
    for name in names:
        title = str(texts.PAPERS[name])
        if name != "minutes":
            yield title, printed(case.public_id, name, actor=actor)
            continue
        for number in case.meetings.order_by("number").values_list("number", flat=True):
            told = _("%(title)s（第%(n)s次）") % {"title": title, "n": number}
            yield told, printed(case.public_id, name, actor=actor, number=number)
    yield from _of_the_congress(case, actor)


def _of_the_congress(case: Case, actor: Actor) -> Iterator[tuple[str, bytes]]:
    system = Actor.system("filing", actor.now)
    with scope(system):
        motions = congresses.motions_about(SUBJECT, case.public_id)
        carried = next((row for row in motions if row.state == rules.Motion.CARRIED), None)
        if carried is None:
            return
        yield _("职代会决议"), resolutions.of_motion(carried.public_id, "resolution", actor=system)
        yield _("职代会计票报告单"), resolutions.of_motion(carried.public_id, "tally", actor=system)
