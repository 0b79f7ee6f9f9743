"""Move a district to another city as an officer of the province: `python -m bench.tree_move '{…}'`, as the app role."""

from __future__ import annotations

import json
import sys
import time
from typing import Any
from uuid import UUID

import django

django.setup()

from bench.tree_reads import officer, total  # noqa: E402
from hexian.domains.members.services import upkeep  # noqa: E402
from hexian.domains.orgs import services as orgs  # noqa: E402
from hexian.foundation.access import scope  # noqa: E402
from hexian.foundation.actor import Actor  # noqa: E402


def main(told: dict[str, Any]) -> dict[str, Any]:
    """Seconds it took, what moved, and what the nightly recounts find wrong afterwards."""
    ids = told["ids"]
    actor = officer(ids["root"])
    before = total(ids["moved"])
    began = time.perf_counter()
    with scope(actor):
        orgs.move(UUID(ids["moved"]), to=UUID(ids["to"]), reason="区划调整", actor=actor)
    seconds = time.perf_counter() - began
    with scope(Actor.system("bench", actor.now)):
        lost = before != total(ids["moved"])
        began = time.perf_counter()
        mended = upkeep.recount_flow() + upkeep.recount_tallies()
    found = {"members": before[0], "bodies": before[1], "lost": lost, "mended": mended}
    return found | {"seconds": seconds, "recount": time.perf_counter() - began}


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
