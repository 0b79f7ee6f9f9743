"""What one may say behind ./run and ./test."""

import argparse
import re
from typing import NoReturn

from hexian.setup.troubles import SetupError

RUN_HELP = """\
准备好并启动 Hexian；随时可以按 Ctrl-C，下次从停下的地方接着做。
Sets Hexian up and starts it; Ctrl-C at any time, the next run goes on from there.
"""
RUN_MORE = """\
环境变量 environment:
  DATABASE_URL=postgresql://…   用已有的 PostgreSQL（15 以上），它的账号就是所有者；记住后不必再写。
                                写 DATABASE_URL=embedded 换回自带的。
                                A server you have; remembered afterwards. DATABASE_URL=embedded goes back to ours.
  HEXIAN_HOME=文件夹            数据、密钥、日志放在哪里（默认 var/）。Where data, keys and logs lie (default var/).
  HEXIAN_KEYS_DIR=文件夹        密钥放在别处，写完整路径。Where the keys lie, an absolute path.
  HEXIAN_ATTACHMENTS_DIR=文件夹 上传的文件放在别处，写完整路径。Where uploaded files lie, an absolute path.
  PUBLIC_URL=https://…          海报和链接里写的网址。The address printed on posters and links.
  HEXIAN_WEB_WORKERS=数         网页进程数（默认每核一个，最多 4）。Web processes (default one per core, at most 4).
"""
TEST_HELP = """\
准备好并测试 Hexian。Sets Hexian up and tests it.

  ./test                 规范、类型、契约、全部测试（长时间的除外） everything but the long ones
  ./test fast            60 秒以内的部分 what takes less than 60 seconds
  ./test pg15            在系统的 PostgreSQL 15 上跑数据库测试 the database tests on the system's PostgreSQL 15
  ./test all             再加上长时间的故障测试和小规模性能测试 adds long fault runs and small benches
  ./test setup           只准备 set-up only
  ./test tests/people -k 参数   其余的都交给 pytest anything else goes to pytest
"""


KEY_KINDS = ("fields", "audit", "session")
#: What argparse says, in both languages; `%s` are the parts it names.
_SAID: tuple[tuple[str, str, str], ...] = (
    (r"unrecognized arguments: (.+)", "没有「%s」这个写法", "%s is not known here"),
    (r"argument (\S+): expected .*", "%s 后面还要写一个值", "%s needs a value after it"),
    (r"argument (\S+): ignored explicit .*", "%s 后面不用写值", "%s takes no value"),
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        for pattern, zh, en in _SAID:
            told = re.fullmatch(pattern, message)
            if told:
                raise _refusal(zh % told[1], en % told[1])
        raise _refusal("命令后面写的看不懂", "What follows the command is not understood")


def _refusal(zh: str, en: str) -> SetupError:
    return SetupError(f"{zh}：请看 ./run --help。", f"{en}: see ./run --help.")


def for_run(arguments: list[str]) -> argparse.Namespace:
    """The options of ./run.

    Raises `SetupError` for one it does not know.
    """
    parser = _Parser(
        prog="./run",
        description=RUN_HELP,
        epilog=RUN_MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--port", type=_port, default=8000, metavar="N", help="网页端口（默认 8000） port (default 8000)")
    add("--host", default="127.0.0.1", metavar="H", help="监听地址（默认 127.0.0.1，只有本机能打开） address to bind")
    add(
        "--fresh", action="store_true", help="清空数据库重新开始；密钥保留 empty the database and begin anew; keys stay"
    )
    add("--yes", action="store_true", help="和 --fresh 一起用：不再询问 with --fresh: do not ask")
    add("--no-demo", action="store_true", help="不放演示数据 without the demo story")
    add("--setup", action="store_true", help="全部准备好但不启动 everything but starting")
    add(
        "--new-key", type=_key_kind, metavar="KIND",
        help="另造一把找不回的密钥（fields、audit、session） a new key where the old one is lost for good",
    )  # fmt: skip
    return parser.parse_args(arguments)


def for_test(arguments: list[str]) -> tuple[str, list[str]]:
    """Which part of the tests, and what goes to pytest."""
    if arguments[:1] in (["--help"], ["-h"]):
        print(TEST_HELP, end="")
        raise SystemExit(0)
    if arguments[:1] and arguments[0] in {"fast", "pg15", "all", "setup"}:
        return arguments[0], arguments[1:]
    return ("some", arguments) if arguments else ("default", [])


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 65535:
        raise _refusal(
            f"--port 后面要写 1 到 65535 的数，现在是「{text}」", f"--port takes a number from 1 to 65535, not {text}"
        )
    return int(text)


def _key_kind(text: str) -> str:
    if text not in KEY_KINDS:
        kinds = "、".join(KEY_KINDS)
        raise _refusal(
            f"--new-key 后面要写 {kinds} 之一，现在是「{text}」", f"--new-key takes a kind of key, not {text}"
        )
    return text
