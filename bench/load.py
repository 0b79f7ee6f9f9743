"""The other side of the measurement, a process of its own: `python -m bench.load`, a plan on stdin, results on stdout.

Open loop: requests are sent when their time has come, whatever became of those before, and each is timed from the
moment it was due, so that a stalled server cannot hide its queue.  Closed loop: so many connections, each sending its
next request as soon as the last is answered.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_END = b"</html>"
_PATIENCE = 20.0
TOKEN = "b" * 32


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: of which kind, where to, with which cookies; a form's fields are posted, without any it is a GET."""

    kind: str
    path: str
    session: str
    form: str = ""

    def head(self, port: int) -> bytes:
        """What goes over the line; cookies as a browser sends them on its second visit."""
        cookies = f"csrftoken={TOKEN}" + (f"; sessionid={self.session}" if self.session else "")
        verb, form = ("POST", f"csrfmiddlewaretoken={TOKEN}&{self.form}") if self.form else ("GET", "")
        posted = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n" if form else ""
        return (
            f"{verb} {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookies}\r\n{posted}"
            f"Accept: text/html\r\nUser-Agent: hexian-bench\r\n\r\n{form}"
        ).encode()


@dataclass
class Line:
    """One kept-alive connection."""

    port: int
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def get(self, ask: Ask) -> str:
        """What was wrong with the answer; nothing when a whole page came back with status 200."""
        # Lines kept for later are closed by the server after a while; as a browser does, one goes on with a new one.
        if self.reader is not None and self.reader.at_eof():
            self.close()
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(ask.head(self.port))
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        body = await (self.reader.readexactly(int(length[1])) if length else self._pieces(self.reader))
        status = head.partition(b"\r\n")[0].decode()
        return "" if status.startswith("HTTP/1.1 200") and _END in body[-20:] else status

    @staticmethod
    async def _pieces(reader: asyncio.StreamReader) -> bytes:
        """A body sent in chunks."""
        body = b""
        while size := int(await reader.readuntil(b"\r\n"), 16):
            body += await reader.readexactly(size)
            await reader.readexactly(2)
        await reader.readexactly(2)
        return body

    def close(self) -> None:
        """Hang up."""
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


@dataclass
class Results:
    """Milliseconds by kind, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def note(self, kind: str, since: float, trouble: str) -> None:
        """Keep one request."""
        self.took.setdefault(kind, []).append((time.perf_counter() - since) * 1_000)
        if trouble:
            self.failed.append(f"{kind}: {trouble}")


async def _one(line: Line, ask: Ask, since: float, results: Results) -> None:
    try:
        trouble = await asyncio.wait_for(line.get(ask), _PATIENCE)
    except (OSError, EOFError, TimeoutError, ValueError) as fault:
        line.close()
        trouble = repr(fault)
    results.note(ask.kind, since, trouble)


async def open_loop(asks: Iterator[Ask], port: int, rate: float, seconds: float) -> Results:
    """So many requests a second, by the clock."""
    results, free, running = Results(), list[Line](), set[asyncio.Task[None]]()

    async def send(ask: Ask, due: float) -> None:
        line = free.pop() if free else Line(port)
        await _one(line, ask, due, results)
        free.append(line)

    began = time.perf_counter()
    for number in range(int(rate * seconds)):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        task = asyncio.create_task(send(next(asks), due))
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.gather(*running)
    results.seconds = time.perf_counter() - began
    for line in free:
        line.close()
    return results


async def closed_loop(asks: Iterator[Ask], port: int, connections: int, seconds: float) -> Results:
    """So many connections, each busy all the time."""
    results, began = Results(), time.perf_counter()

    async def keep_asking() -> None:
        line = Line(port)
        while time.perf_counter() - began < seconds:
            await _one(line, next(asks), time.perf_counter(), results)
        line.close()

    await asyncio.gather(*(keep_asking() for _ in range(connections)))
    results.seconds = time.perf_counter() - began
    return results


def main(plan: dict[str, Any]) -> Results:
    """Carry out a plan: `port`, `seconds`, `asks`, and either `rate` or `connections`."""
    asks = cycle([Ask(*row) for row in plan["asks"]])
    if "rate" in plan:
        return asyncio.run(open_loop(asks, plan["port"], plan["rate"], plan["seconds"]))
    return asyncio.run(closed_loop(asks, plan["port"], plan["connections"], plan["seconds"]))


if __name__ == "__main__":
    print(json.dumps(vars(main(json.load(sys.stdin)))))
