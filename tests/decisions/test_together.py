"""Two tellers at once: real threads on connections of their own, committing to a database of their own."""

from __future__ import annotations

import pytest

from hexian import embedded
from hexian.domains.decisions import services
from hexian.domains.decisions.models import Count, Motion
from hexian.domains.decisions.services import Staff
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from tests.decisions import makers as make
from tests.makers import SYSTEM, as_
from tests.members.test_together import at_once

pytestmark = [pytest.mark.database]


def test_tellers_at_once_count_once_each_and_close_once(own_database: embedded.DatabaseUrls) -> None:
    with scope(SYSTEM):
        union = make.works()
        tellers = [make.officer(union, name) for name in ("李敏", "周可心", "吴远")]
        body = make.body(union, tellers[0], Staff(3, 1), "assembly")
        with as_(tellers[0]):
            services.add_delegates(body.public_id, make.lines(3), actor=tellers[0])
        _sitting, motion = make.opened(body, tellers[0], 3)

    def count(actor: Actor) -> str:
        with as_(actor):
            return str(services.enter_count(motion.public_id, make.tally(2, 1), actor=actor).counted)

    first = tellers[0]
    answers = at_once(lambda: count(first), lambda: count(first), lambda: count(first))
    assert answers == ["1", "decisions.same_teller", "decisions.same_teller"]
    answers = at_once(*(lambda actor=actor: count(actor) for actor in tellers[1:]))
    assert answers == ["2", "decisions.counted_twice"]

    def close() -> str:
        with as_(first):
            return services.close_motion(motion.public_id, actor=first).state

    assert at_once(close, close, close) == ["carried", "decisions.motion_state", "decisions.motion_state"]
    with scope(SYSTEM):
        assert Count.objects.count() == 2
        assert Motion.objects.get().yes == 2
