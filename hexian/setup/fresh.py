"""`--fresh`: the database begins anew; the keys never go without a person's own hand."""

import shutil
import sys

from hexian.embedded import without_password
from hexian.setup import databases, screen, stamps
from hexian.setup.places import Places
from hexian.setup.troubles import SetupError


def begin_anew(places: Places, *, sure: bool) -> None:
    """Empty the database, remove stored files and the demo's notes; asks for the folder's name first.

    Raises `SetupError` when the answer is another, or nobody is there to answer.
    """
    if not sure:
        _ask(places)
    with screen.step("清空数据库 · emptying the database"):
        databases.empty(places)
        # Only our own shards: the folder may lie where somebody keeps other things too.
        for shard in places.attachments.glob("[0-9a-f][0-9a-f]"):
            shutil.rmtree(shard, ignore_errors=True)
        places.demo_accounts.unlink(missing_ok=True)
        stamps.forget(places.stamps, "migrate", "seed")
    screen.say(
        f"密钥还在 {places.keys}：旧备份要靠它们才能打开；确实不要了，请自己删除这个文件夹。\n"
        f"The keys are still in {places.keys}: old backups open with nothing else; remove the folder by hand if you"
        " must."
    )


def _ask(places: Places) -> None:
    name = places.root.name
    address = databases.outside(places)
    what = without_password(address) if address else str(places.postgres)
    if not sys.stdin.isatty():
        raise SetupError(
            "--fresh 会清空数据库，要有人确认：请在终端里运行，或加上 --yes。",
            "--fresh empties the database and needs a person's word: run it in a terminal, or add --yes.",
        )
    screen.say(
        f"将清空 {what} 里的全部数据，以及 {places.attachments} 里上传的文件，不能撤回。"
        " All data and uploaded files there will be removed for good."
    )
    if input(f"确定的话，请输入文件夹名 {name} · type {name} to go on: ").strip() != name:
        raise SetupError("没有输入对，什么都没有动。", "That was not the name; nothing was touched.")
