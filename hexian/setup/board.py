"""The one block that is printed when everything runs: address, accounts, where things lie."""

import ipaddress
import json
import os
import shlex
import socket
from typing import TypedDict

from hexian.embedded import DatabaseUrls, without_password
from hexian.setup import databases, screen
from hexian.setup.places import Places

WIDTH = 84
NO_TEXTS = "没有接通（HEXIAN_SMS_URL）：验证码发不出去，职工不能入会。 Not connected: nobody can join yet."


class DemoAccount(TypedDict, total=False):
    """One row of `var/demo-accounts.json`."""

    role: str
    mobile: str
    password: str
    note: str


def near(host: str) -> str:
    """Where this machine itself reaches what listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def address(host: str, port: int) -> str:
    """The address to tell people: of the network if it listens to the network."""
    name = near(host) if near(host) == host else _network_address() or near(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def is_public(host: str) -> bool:
    """Whether others than this machine can reach it."""
    if host == "localhost":
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True


def accounts(places: Places) -> list[DemoAccount]:
    """The demo's accounts, none without a demo."""
    try:
        rows: list[DemoAccount] = json.loads(places.demo_accounts.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return rows


def show(places: Places, host: str, port: int, urls: DatabaseUrls) -> None:
    """Print the block, and in red what is dangerous."""
    lines = [_row("网址", "address", address(host, port)), *_account_lines(places), *_place_lines(places, urls)]
    lines.append(_row("停止", "stop", "Ctrl-C"))
    rule = "─" * WIDTH
    title = screen.coloured("Hexian 和弦 已就绪 · ready", screen.BOLD)
    screen.say("\n".join(["", rule, f" {title}", "", *lines, rule]))
    if is_public(host) and accounts(places):
        screen.say(screen.coloured(WARNING, screen.RED))


WARNING = (
    " 危险：演示账号的密码人人知道，而这个地址别人也打得开。请去掉 --host，或用 ./run --fresh --no-demo。\n"
    " Danger: everyone knows the demo passwords, and others can reach this address. Leave --host out, or use"
    " ./run --fresh --no-demo."
)


def _account_lines(places: Places) -> list[str]:
    rows = accounts(places)
    if not rows:
        return [
            _row("账号", "accounts", f"没有演示账号；第一次用，另开一个终端运行 {_command_line(places)} begin"),
            _row("", "", "It founds the topmost union and its first officer, who signs in at the address above."),
            *([] if os.environ.get("HEXIAN_SMS_URL") else [_row("短信", "messages", NO_TEXTS)]),
        ]
    cells = [tuple(str(row.get(name, "")) for name in ("role", "mobile", "password", "note")) for row in rows]
    widths = [max(screen.width(cell[column]) for cell in cells) for column in range(4)]
    lines = ["  ".join(_pad(text, width) for text, width in zip(cell, widths, strict=True)).rstrip() for cell in cells]
    return [_row("演示账号", "demo", lines[0]), *(_row("", "", line) for line in lines[1:])]


def _place_lines(places: Places, urls: DatabaseUrls) -> list[str]:
    ours = databases.outside(places) is None
    return [
        _row("数据", "data", str(places.postgres) if ours else without_password(urls.owner)),
        _row("密钥", "keys", f"{places.keys}"),
        _row("", "", "请把密钥另外备份一份：丢了密钥，证件号等加密内容谁也打不开。"),
        _row("", "", "Back the keys up apart from the data: without them sealed data stay sealed for ever."),
        _row("附件", "attachments", str(places.attachments)),
        _row("日志", "logs", str(places.logs)),
        _row("命令行", "command line", _command_line(places)),
    ]


def _command_line(places: Places) -> str:
    """`hx` with what it must be told to work on this very installation."""
    usual = {
        "HEXIAN_HOME": (places.home, places.root / "var"),
        "HEXIAN_KEYS_DIR": (places.keys, places.home / "keys"),
        "HEXIAN_ATTACHMENTS_DIR": (places.attachments, places.home / "attachments"),
    }
    told = [f"{name}={shlex.quote(str(now))}" for name, (now, default) in usual.items() if now != default]
    return " ".join([*told, str(places.hx)])


def _row(zh: str, en: str, text: str) -> str:
    return f" {_pad(f'{zh} {en}'.strip(), 20)}{text}"


def _pad(text: str, width: int) -> str:
    return text + " " * max(width - screen.width(text), 0)


def _network_address() -> str | None:
    # Choosing a route sends nothing; the address is one reserved for documentation.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(asked.getsockname()[0])
