"""Rosters for tests: a union with an officer, a file of rows, and the work done at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from hexian.domains.members import services as members
from hexian.domains.members.models import Resolution
from hexian.domains.orgs.models import Organisation
from hexian.domains.rosters import queries, services
from hexian.domains.rosters.models import Import
from hexian.foundation.actor import Actor
from hexian.foundation.work import runs
from tests import makers

HEAD = ("序号", "姓名", "身份证号", "手机号", "工种", "入会时间")
Row = Sequence[str]


def person(
    name: str = "王小满", *, number: str | None = None, mobile: str | None = None, joined: str = ""
) -> list[str]:
    """A row as HR writes it."""
    return [
        "1", name, makers.id_number() if number is None else number, makers.mobile() if mobile is None else mobile,
        "装配工", joined,
    ]  # fmt: skip


def table(rows: Iterable[Row], head: Row = HEAD, above: Iterable[Row] = ()) -> bytes:
    """The rows as a CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows([*above, head, *rows])
    return text.getvalue().encode()


@dataclass
class House:
    """A union that takes rosters."""

    org: Organisation
    officer: Actor
    resolution: Resolution

    @classmethod
    def make(cls, name: str = "长河街道总工会（演示）") -> House:
        """With an officer who admits and a resolution that was passed today."""
        org = makers.make_org(name)
        officer = makers.officer_of(org, *makers.CHAIR)
        with makers.as_(officer):
            resolution = members.record_resolution(
                org.public_id, number=uuid4().hex[:8], held_on=makers.TODAY, seats=5, present=5, yes=5, no=0,
                abstained=0, actor=officer,
            )  # fmt: skip
        return cls(org, officer, resolution)

    def upload(self, content: bytes, name: str = "名册.csv", actor: Actor | None = None) -> Import:
        """Hand a file in."""
        who = actor or self.officer
        with makers.as_(who):
            return services.upload(
                io.BytesIO(content), name=name, org_id=self.org.public_id, actor=who, sender="锦程（演示）"
            )

    def map(self, roster: Import) -> Import:
        """Confirm the columns as they were guessed."""
        with makers.as_(self.officer):
            seen = queries.layout(roster.public_id, self.officer)
            return services.confirm_columns(
                roster.public_id, sheet=seen.sheet, header_row=seen.heading.row, titles=seen.heading.words,
                columns=[str(guess.column or "") for guess in seen.heading.guesses], actor=self.officer,
            )  # fmt: skip

    def check(self, roster: Import) -> Import:
        """Have every row checked."""
        with makers.as_(self.officer):
            services.start_check(roster.public_id, actor=self.officer)
        return self.work(roster)

    def land(self, roster: Import, *, seen: Sequence[str] = ()) -> Import:
        """Land it."""
        with makers.as_(self.officer):
            services.start_landing(
                roster.public_id, resolution_id=self.resolution.public_id, actor=self.officer, seen_warnings=seen
            )
        return self.work(roster)

    def undo(self, roster: Import) -> Import:
        """Take it back."""
        with makers.as_(self.officer):
            services.start_undo(roster.public_id, actor=self.officer)
        return self.work(roster)

    def work(self, roster: Import) -> Import:
        """Do what is queued, as a worker would."""
        roster.refresh_from_db()
        runs.run_task(str(roster.task_id))
        roster.refresh_from_db()
        return roster

    def checked(self, rows: Iterable[Row]) -> Import:
        """A roster that was checked."""
        return self.check(self.map(self.upload(table(rows))))

    def landed(self, rows: Iterable[Row]) -> Import:
        """A roster that was landed."""
        return self.land(self.checked(rows))
