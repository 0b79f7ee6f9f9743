"""Carry payment runs from hand to hand to the bank and back: `python -m bench.paying '{…}'`, as the app role.

For `bench.faults_payments`, which kills it at random.  It keeps nothing in mind: after every act it asks the database
where things stand, as officers do who sit down again after their computers went dark.  What it tries and what was
acknowledged goes to a file outside the database, on the disk before the next act.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, TypeVar
from uuid import UUID, uuid4

import django

django.setup()

from django.db import InterfaceError, OperationalError, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.aid_file import card_of  # noqa: E402
from hexian.domains.ledger import services  # noqa: E402
from hexian.domains.ledger.models import PaymentOrder, Reply, Run  # noqa: E402
from hexian.domains.ledger.rules import OPEN, Hand  # noqa: E402
from hexian.domains.orgs.queries.actors import actor_for  # noqa: E402
from hexian.foundation.access import scope  # noqa: E402
from hexian.foundation.actor import Actor, Refused  # noqa: E402

T = TypeVar("T")
#: A server's session outlives its client: what a killed one began may end after the next has looked.
OVERTAKEN = {
    "ledger.run_state", "ledger.hand_twice", "ledger.reply_twice", "ledger.reply_applied", "ledger.reopened_before",
    "ledger.not_returned", "ledger.nothing_waits", "ledger.run_is_fixed",
}  # fmt: skip
_LAYOUTS = (("icbc", "csv_gbk"), ("icbc", "csv_utf8"), ("plain", "csv_utf8"), ("plain", "csv_gbk"))
_PAUSE = 0.02


@dataclass
class Office:
    """Five officers, their book, and where the bank takes and leaves files."""

    book: UUID
    officers: dict[str, int]
    folder: Path
    log: Path
    lines: int
    chance: Random = field(default_factory=Random)

    def work(self) -> None:
        """Do what is next until everything is closed and no new run is wanted; a lost database is waited for."""
        while True:
            try:
                if not self.step():
                    return
            except (OperationalError, InterfaceError):
                connection.close()
                time.sleep(_PAUSE)

    def step(self) -> bool:
        """One act; False when nothing is left to do."""
        with scope(_system()):
            run = Run.objects.filter(state__in=OPEN).order_by("pk").first()
            back = None if run else self._returned()
        if run is not None:
            return self._carry(run)
        if back is not None:
            return self._reopen(back)
        if self._answer_late():
            return True
        if (self.folder / "enough").exists():
            return not self._is_settled()
        return self._draft()

    def _draft(self) -> bool:
        most = self.chance.choice((5, self.lines // 4 or 1, self.lines))
        self._act(
            "drafted",
            "",
            "propose",
            lambda actor: services.draft(self.book, title="互助金（演示）", most=most, actor=actor),
        )
        return True

    def _carry(self, run: Run) -> bool:
        if run.state in ("released", "answered"):
            return self._at_the_bank(run)
        if run.state in ("proposed", "reviewed") and self.chance.random() < 0.06:
            return self._act(
                "sent_back", run.number, "approve",
                lambda actor: services.send_back(run.public_id, reason="演示：再核一遍", actor=actor),
            )  # fmt: skip
        return self._lend(run, _next_hand(run))

    def _lend(self, run: Run, hand: Hand) -> bool:
        done = {"propose": "proposed", "review": "reviewed", "second": "seconded", "approve": "approved",
                "release": "released"}[hand]  # fmt: skip
        return self._act(done, run.number, hand, lambda actor: services.lend(run.public_id, hand, actor=actor))

    def _at_the_bank(self, run: Run) -> bool:
        sent = self.folder / "to_bank" / f"{run.number}.txt"
        if not sent.exists() or self.chance.random() < 0.02:
            return self._send(run, sent)
        if self._read_next(run):
            return True
        with scope(_system()):
            waits = PaymentOrder.objects.filter(run=run, state="released").exists()
        if waits:
            time.sleep(_PAUSE)
            return True
        return self._act("closed", run.number, "propose", lambda actor: services.close(run.public_id, actor=actor))

    def _send(self, run: Run, sent: Path) -> bool:
        layout, format_ = _LAYOUTS[run.pk % len(_LAYOUTS)]
        made = self._do(
            "file_made", run.number, "release",
            lambda actor: services.make_file(run.public_id, layout=layout, format_=format_, actor=actor),
        )  # fmt: skip
        if made is not None:
            draft = sent.with_suffix(f".{os.getpid()}")
            draft.write_bytes(made.content)
            draft.rename(sent)
        return True

    def _read_next(self, run: Run) -> bool:
        """Read or book the bank's next answer about a run, as far as it has come; False when there is none."""
        with scope(_system()):
            known = {each.sha256: each for each in Reply.objects.filter(run=run, dropped_at__isnull=True)}
        for file in sorted((self.folder / "from_bank").glob(f"{run.number}-*.csv")):
            content = file.read_bytes()
            reply = known.get(hashlib.sha256(content).hexdigest())
            if reply is None:
                return self._read(run, file.name, content)
            if reply.applied_at is None:
                return self._book(run, reply.public_id)
        return False

    def _read(self, run: Run, name: str, content: bytes) -> bool:
        return self._act(
            "reply_read", run.number, "propose",
            lambda actor: services.read_reply(run.public_id, content, name=name, actor=actor),
        )  # fmt: skip

    def _book(self, run: Run, reply: UUID) -> bool:
        return self._act("reply_applied", run.number, "propose", lambda actor: services.apply_reply(reply, actor=actor))

    def _answer_late(self) -> bool:
        """What the bank brings back after a run was closed."""
        with scope(_system()):
            closed = list(Run.objects.filter(state="closed").order_by("pk"))
        return any(self._read_next(run) for run in closed)

    def _returned(self) -> PaymentOrder | None:
        rows = PaymentOrder.objects.raw(
            "SELECT o.* FROM ledger_order o WHERE o.state = 'returned' AND o.recalled_at IS NULL AND NOT EXISTS (SELECT"
            " FROM ledger_order n WHERE n.source = o.source AND n.source_id = o.source_id AND n.attempt > o.attempt)"
            " ORDER BY o.id LIMIT 1"
        )
        return next(iter(rows), None)

    def _reopen(self, order: PaymentOrder) -> bool:
        same = order.pk % 2 == 0
        if not same:
            with scope(_system()):
                payee, held = order.payee, order.payee.pk
            self._do(
                "card_kept", "", "propose",
                lambda actor: services.keep_card(
                    payee.public_id, bank_name="演示银行", number=card_of(held, order.attempt), holder=payee.name,
                    actor=actor,
                ),
            )  # fmt: skip
        return self._act(
            "reopened", f"{order.source_id}", "propose",
            lambda actor: services.reopen(order.public_id, same_card=same, actor=actor),
        )  # fmt: skip

    def _is_settled(self) -> bool:
        """Whether the bank has nothing more to say: it has answered everything it was sent."""
        sent = {each.stem for each in (self.folder / "to_bank").glob("*.txt")}
        answered = {each.name[:9] for each in (self.folder / "from_bank").glob("*.done")}
        if sent != answered:
            time.sleep(_PAUSE)
        return sent == answered and not self._answer_late()

    def _act(self, act: str, about: str, who: str, do: Callable[[Actor], Any]) -> bool:
        self._do(act, about, who, do)
        return True

    def _do(self, act: str, about: str, who: str, do: Callable[[Actor], T]) -> T | None:
        """Try one act as its officer; None when somebody else's end of it came first. Raises what is no such thing."""
        self._note(act, about, "tried")
        actor = actor_for(self.officers[who], timezone.now(), uuid4().hex)
        try:
            with scope(actor):
                done = do(actor)
        except Refused as refusal:
            self._note(act, about, f"refused {refusal.code}")
            if refusal.code not in OVERTAKEN:
                raise
            return None
        self._note(act, getattr(done, "number", about) if act == "drafted" else about, "done")
        return done

    def _note(self, act: str, about: str, said: str) -> None:
        with self.log.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"act": act, "about": about, "said": said}) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _next_hand(run: Run) -> Hand:
    if run.state == "drafted":
        return Hand.PROPOSE
    if run.state == "approved":
        return Hand.RELEASE
    if run.needs_review and run.reviewed_by is None:
        return Hand.REVIEW
    return Hand.SECOND if run.needs_second and run.seconded_by is None else Hand.APPROVE


def _system() -> Actor:
    return Actor.system("faults", timezone.now())


def main(told: dict[str, Any]) -> None:
    """Work until told that it is enough."""
    folder = Path(told["folder"])
    Office(UUID(told["book"]), told["officers"], folder, folder / "acts.log", told["lines"]).work()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
