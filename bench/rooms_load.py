"""Delegates in their rooms, a process of its own: `python -m bench.rooms_load`, a plan on stdin, results on stdout.

Each client has its own connection and cookies and asks its room every three seconds, whatever became of the time
before; when it is told that something changed it fetches that, as the page does.  Meanwhile proposals are posted, so
many a second by the clock.  Everything is timed from the moment it was due.  In the end each client is held against the
proposals that were acknowledged in its room: how late it saw each, and whether it missed one.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench.load import TOKEN, Line

EVERY = 3.0
PATIENCE = 20.0
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"set-cookie: *room=([^;]+);", re.IGNORECASE)
_SEEN = re.compile(rb"changes/\?seen=(\d+)")
#: The number of the employer's latest version, as the page shows it.
_VERSION = re.compile(r'class="prop employer">\s*<header>.*?第 (\d+) 稿'.encode(), re.DOTALL)


@dataclass
class Answer:
    """Status, whole head and body."""

    status: int
    head: bytes
    body: bytes


class Wire(Line):
    """One kept-alive connection of a browser with its cookies."""

    async def ask(self, verb: str, path: str, cookies: str, headers: str = "", form: str = "") -> Answer:
        """Send one request and read all of its answer."""
        if self.reader is not None and self.reader.at_eof():
            self.close()
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        posted = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n" if form else ""
        self.writer.write(
            f"{verb} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: csrftoken={TOKEN}; {cookies}\r\n"
            f"{headers}{posted}Accept: text/html\r\nUser-Agent: hexian-bench\r\n\r\n{form}".encode()
        )
        head = await self.reader.readuntil(b"\r\n\r\n")
        status, length = int(head[9:12]), _LENGTH.search(head)
        bare = status in {204, 304}
        body = b"" if bare else await (
            self.reader.readexactly(int(length[1])) if length else self._pieces(self.reader)
        )  # fmt: skip
        return Answer(status, head, body)


@dataclass
class Tally:
    """Milliseconds by kind, what went wrong, acknowledgements by room."""

    took: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    made: dict[str, list[float]] = field(default_factory=dict)  # room → when each proposal was acknowledged

    def note(self, kind: str, due: float) -> None:
        """Keep how long one request took."""
        self.took.setdefault(kind, []).append((time.perf_counter() - due) * 1_000)


class Client:
    """A delegate looking at one topic of her room."""

    def __init__(self, room: dict[str, Any], port: int, tally: Tally) -> None:
        self.room, self.tally, self.wire = room, tally, Wire(port)
        self.page = f"/bargaining/{room['case']}/room/"
        self.session, self.ticket, self.seen = f"sessionid={room['sessions'][0]}", "", "0"
        self.shown: list[tuple[float, int]] = []  # when she saw which version

    async def watch(self, began: float, arriving: float, until: float) -> None:
        """Come some time in the first seconds, then ask every three seconds."""
        due = began + random.random() * arriving
        while due < until:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            try:
                await asyncio.wait_for(self._look(due), PATIENCE)
            except (OSError, EOFError, TimeoutError, ValueError) as fault:
                self.wire.close()
                self.tally.failed.append(f"client: {fault!r}")
            due += EVERY
        self.wire.close()

    async def _look(self, due: float) -> None:
        cookies = f"{self.session}{f'; room={self.ticket}' if self.ticket else ''}"
        answer = await self.wire.ask("GET", f"{self.page}changes/?seen={self.seen}", cookies, "HX-Request: true\r\n")
        self.tally.note("poll" if self.ticket else "poll.first", due)
        given = _COOKIE.search(answer.head)
        if given:
            self.ticket = given[1].decode()
        if answer.status == 200 and b"room:changed" in answer.head:
            await self._fetch()
        elif answer.status != 204:
            self.tally.failed.append(f"poll: {answer.status}")

    async def _fetch(self) -> None:
        """What changed, as the page fetches it."""
        since = time.perf_counter()
        told = "HX-Request: true\r\nHX-Target: poll\r\n"
        answer = await self.wire.ask("GET", f"{self.page}?item={self.room['item']}", self.session, told)
        self.tally.note("changes", since)
        seen, version = _SEEN.search(answer.body), _VERSION.search(answer.body)
        if answer.status != 200 or not seen:
            self.tally.failed.append(f"changes: {answer.status}")
            return
        self.seen = seen[1].decode()
        self.shown.append((time.perf_counter(), int(version[1]) if version else 0))


async def propose(plan: dict[str, Any], until: float, tally: Tally) -> None:
    """So many proposals a second by the other side, each from a browser of its own."""
    free, running, order, began = list[Wire](), set[asyncio.Task[None]](), [*plan["rooms"]], time.perf_counter()
    random.Random(11).shuffle(order)

    async def send(room: dict[str, Any], due: float) -> None:
        wire = free.pop() if free else Wire(plan["port"])
        form = {"csrfmiddlewaretoken": TOKEN, "value": f"{random.randrange(310, 980) / 100:.2f}%",
                "note": "按上年利润测算", "idempotency_key": uuid4().hex}  # fmt: skip
        path = f"/bargaining/{room['case']}/room/item/{room['item']}/propose/"
        cookies = f"sessionid={room['sessions'][1]}"
        try:
            answer = await asyncio.wait_for(wire.ask("POST", path, cookies, "", urlencode(form)), PATIENCE)
        except (OSError, EOFError, TimeoutError, ValueError) as fault:
            wire.close()
            tally.failed.append(f"propose: {fault!r}")
            return
        tally.note("propose", due)
        if answer.status != 302:
            tally.failed.append(f"propose: {answer.status}")
            return
        tally.made.setdefault(room["case"], []).append(time.perf_counter())
        free.append(wire)

    number = 0
    while (due := began + number / plan["rate"]) < until:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        task = asyncio.create_task(send(order[number % len(order)], due))
        running.add(task)
        task.add_done_callback(running.discard)
        number += 1
    await asyncio.gather(*running)


async def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Warm up, measure, then look a last time."""
    tally, rooms, port = Tally(), plan["rooms"], plan["port"]
    clients = [Client(rooms[number % len(rooms)], port, tally) for number in range(plan["clients"])]
    began = time.perf_counter() + 0.5
    ends = began + plan["warm"] + plan["seconds"]
    watching = [
        asyncio.create_task(client.watch(began, max(EVERY, plan["warm"] - EVERY), ends + 2 * EVERY))
        for client in clients
    ]
    await asyncio.sleep(max(0.0, began + plan["warm"] - time.perf_counter()))
    tally.took.clear()
    await propose(plan, ends, tally)
    await asyncio.gather(*watching)
    lags, missed = _held_against(clients, tally)
    return {"took": tally.took, "failed": tally.failed[:50], "failures": len(tally.failed), "lags": lags,
            "missed": missed, "made": sum(len(each) for each in tally.made.values())}  # fmt: skip


def _held_against(clients: list[Client], tally: Tally) -> tuple[list[float], int]:
    """Seconds from each acknowledgement until each client of the room saw it; how many were never seen."""
    lags, missed = list[float](), 0
    for client in clients:
        made = sorted(tally.made.get(client.room["case"], []))
        for number, at in enumerate(made, 1):
            saw = next((moment for moment, version in client.shown if version >= number), None)
            if saw is None:
                missed += 1
            else:
                lags.append(max(0.0, saw - at))
    return lags, missed


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(json.load(sys.stdin)))))
