"""What the tree should be, reckoned day by day in plain Python from what was done to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass
class Body:
    """Where it stood: below whom since which day, newest last; and when it was dissolved."""

    name: str
    kind: str
    below: list[tuple[date, str | None]]
    dissolved_on: date | None = None

    def parent_on(self, day: date) -> str | None:
        return next((parent for since, parent in reversed(self.below) if since <= day), None)

    def stands_on(self, day: date) -> bool:
        return self.below[0][0] <= day

    def lives_on(self, day: date) -> bool:
        return self.stands_on(day) and (self.dissolved_on is None or day < self.dissolved_on)


@dataclass
class Stay:
    """Somebody is a member of a body from a day until another."""

    person: int
    body: str
    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass
class Oracle:
    bodies: dict[str, Body] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)

    def found(self, name: str, kind: str, parent: str | None, founded_on: date) -> None:
        since = founded_on if parent is None else max(founded_on, self.bodies[parent].below[-1][0])
        self.bodies[name] = Body(name, kind, [(since, parent)])

    def move(self, name: str, parent: str, on: date) -> None:
        body = self.bodies[name]
        body.below = [edge for edge in body.below if edge[0] < on] + [(on, parent)]

    def since(self, *names: str) -> date:
        """The first day on which something may happen to all of them."""
        return max(self.bodies[name].below[-1][0] for name in names)

    def is_below(self, name: str, top: str, day: date) -> bool:
        step: str | None = name
        while step is not None:
            if step == top:
                return True
            step = self.bodies[step].parent_on(day)
        return False

    def children(self, name: str, day: date) -> set[str]:
        return {
            body.name for body in self.bodies.values() if body.lives_on(day) and body.parent_on(day) == name
        }  # fmt: skip

    def members(self, name: str, day: date) -> int:
        return len(self.persons(name, day))

    def bodies_at(self, name: str, day: date) -> int:
        """How many lived at and below it."""
        return sum(body.lives_on(day) and self.is_below(each, name, day) for each, body in self.bodies.items())

    def persons(self, name: str, day: date) -> list[int]:
        """Who was a member of it or of what stood below it."""
        return sorted(
            stay.person
            for stay in self.stays
            if stay.covers(day) and self.bodies[stay.body].stands_on(day) and self.is_below(stay.body, name, day)
        )

    def merge(self, source: str, target: str, on: date, today: date) -> None:
        for child in self.children(source, today):
            self.move(child, target, on)
        self.transfer(source, target, on)
        self.bodies[source].dissolved_on = on

    def transfer(self, source: str, target: str, on: date, person: int | None = None) -> None:
        """Everybody (or one person) who is a member of one goes on as a member of the other."""
        living = [each for each in self.stays if each.body == source and each.until is None]
        for stay in [each for each in living if person in {None, each.person}]:
            if stay.since < on:
                stay.until = on
                self.stays.append(Stay(stay.person, target, on))
            else:
                stay.body = target
