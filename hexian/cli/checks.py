"""What `hx doctor` looks at: one small function per question, each saying what it found and what to do about it."""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Field, Model
from django.utils import timezone

from hexian.cli import dumps
from hexian.cli.keys import copy_sentence
from hexian.domains.ledger import queries as ledger
from hexian.foundation import crypto, documents, events
from hexian.foundation.access import guarded_tables, scope
from hexian.foundation.access.grants import APP_ROLE, APPEND_ONLY
from hexian.foundation.actor import Actor
from hexian.foundation.attachments import queries as attachments
from hexian.foundation.audit import queries as audit
from hexian.foundation.clock import queries as clock
from hexian.foundation.crypto import journal, keyfiles, keyring, rotation
from hexian.foundation.notices import queries as notices
from hexian.foundation.notices.rules import Channel
from hexian.foundation.work import queries as work

#: A backup older than this is worth a word.
OLD_BACKUP = timedelta(days=7)
#: What a demo shows to everybody on purpose.
OPEN_TO_ALL = frozenset({"notices_demo_message"})
#: So many pages of a table are looked at, of a million members too.
_SAMPLED = 100
_KEY_LOST = "从密钥副本找回这把密钥，放回密钥文件夹。"
_CUT = (
    "有人自己用较早的备份换过这个库，就运行 hx keys anchor --reset（会记进审计）；"
    "没有的话，就是有人删了记录：保留现场，和最近的备份比对，查明是谁。"
)
_WAYS = {Channel.SMS: ("短信", "HEXIAN_SMS_URL"), Channel.MAIL: ("邮件", "HEXIAN_SMTP_URL")}
_SIGNERS = {"employer": "企业方", "worker": "职工方", "seal": "平台"}
#: A certificate that ends so soon is to be renewed: its issuer takes weeks.
EXPIRES_SOON = timedelta(days=60)
#: So many of a kind are named; the rest are counted.
_NAMED = 10


class Level(StrEnum):
    """All is well; worth a word; wrong."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report, and what to do about it."""

    level: Level
    said: str
    remedy: str = ""


Check = Callable[[], Iterable[Finding]]


def _ok(said: str) -> Finding:
    return Finding(Level.OK, said)


def _warn(said: str, remedy: str) -> Finding:
    return Finding(Level.WARN, said, remedy)


def _bad(said: str, remedy: str) -> Finding:
    return Finding(Level.BAD, said, remedy)


def keys_present() -> Iterator[Finding]:
    """Every key this database was sealed with lies in the key folder."""
    missing = crypto.missing_keys()
    folder = keyring.ring().folder
    if missing:
        yield _bad(f"密钥文件夹 {folder} 里少了：{'、'.join(missing)}", "把密钥副本放回去；在此之前不要录入新数据。")
    else:
        yield _ok(f"密钥都在 {folder}")


def keys_private() -> Iterator[Finding]:
    """Nobody but the owner can read the key folder."""
    folder = keyring.ring().folder
    loose = [str(path) for path in [folder, *folder.rglob("*")] if _open_to_others(path)]
    if loose:
        yield _bad(f"别的账户也能读密钥：{_named(loose)}", f"运行 chmod -R go-rwx {folder}")
    else:
        yield _ok("密钥只有运行程序的账户能读")


def keys_copied() -> Iterator[Finding]:
    """A copy of the present keys lies somewhere else."""
    folder = keyring.ring().folder
    copy = journal.last_copy(folder)
    current = copy is not None and set(keyfiles.fingerprints(folder)) <= copy.files
    said = copy_sentence(folder)
    yield _ok(said) if current else _warn(said, "丢了密钥文件夹，加密内容谁也打不开，备份也没有用。")


def keys_known() -> Iterator[Finding]:
    """No value is sealed with a key nobody has."""
    known = keyring.ring().ids("fields")
    unknown = [use for use in rotation.usage() if use.key_id not in known]
    for use in unknown:
        yield _bad(f"{use.column} 有 {use.values:,} 项是用没有的密钥 {use.key_id} 封的", _KEY_LOST)
    if not unknown:
        yield _ok("每一项加密内容的密钥都在")


def destroyed_noted() -> Iterator[Finding]:
    """Everyone destroyed in the database is in the journal beside the keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM crypto_subject WHERE salt IS NULL")
        gone = {row[0] for row in cursor.fetchall()}
    left = gone - journal.destroyed(keyring.ring().folder).keys()
    if left:
        yield _bad(f"有 {len(left)} 人的销毁没有记进密钥文件夹的日志", "运行一次 hx backup，它会先补记。")
    else:
        yield _ok(f"销毁日志完整（{len(gone):,} 人）")


def structure_current() -> Iterator[Finding]:
    """No migration waits."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        waiting = [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
        yield _bad(f"数据库结构落后 {len(plan)} 步：{_named(waiting)}", "运行 hx migrate")
    else:
        yield _ok("数据库结构是最新的")


def app_role_is_weak() -> Iterator[Finding]:
    """The role that web and jobs connect as owns nothing, is in no other role, and cannot look past row security."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        strong = cursor.fetchone()
        cursor.execute(
            "SELECT (SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = %(role)s) "
            "+ (SELECT count(*) FROM pg_proc WHERE pg_get_userbyid(proowner) = %(role)s) "
            "+ (SELECT count(*) FROM pg_namespace WHERE pg_get_userbyid(nspowner) = %(role)s), "
            "(SELECT string_agg(r.rolname, '、') FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid "
            "WHERE pg_get_userbyid(m.member) = %(role)s)",
            {"role": APP_ROLE},
        )
        owned, groups = cursor.fetchone() or (0, None)
    if strong is None:
        yield _bad(f"没有数据库角色 {APP_ROLE}", "运行 ./run --setup")
    elif strong[0]:
        yield _bad(
            f"数据库角色 {APP_ROLE} 权限过大，能绕过行级保护",
            f"ALTER ROLE {APP_ROLE} NOSUPERUSER NOBYPASSRLS NOCREATEROLE",
        )
    elif owned or groups:
        what = f"拥有 {owned} 个对象" if owned else f"属于角色 {groups}"
        yield _bad(f"数据库角色 {APP_ROLE} {what}", f"用 REASSIGN OWNED 或 REVOKE 收回，{APP_ROLE} 只应读写行。")
    else:
        yield _ok(f"程序用的角色 {APP_ROLE} 不拥有任何表，也不能绕过行级保护")


def rows_guarded() -> Iterator[Finding]:
    """Row-level security is enabled, forced and has a policy on every table with personal data."""
    guarded = guarded_tables()
    needed = tables_to_guard() | _tables_with_policies()
    open_ = sorted(table for table in needed if not guarded.get(table, False))
    if open_:
        yield _bad(f"这些表没有行级保护：{_named(open_)}", "运行 hx migrate；仍不行就是迁移里漏了 guard()。")
    else:
        yield _ok(f"{len(needed)} 张有个人信息的表都有行级保护")


def system_sees_all() -> Iterator[Finding]:
    """No policy hides rows from the system, and each can be evaluated the way pg_dump does: else backups fail."""
    connection.ensure_connection()
    hidden = dumps.hidden_tables(connection.connection)
    broken = [table for table in sorted(_tables_with_policies()) if not _readable_without_path(table)]
    if hidden:
        yield _bad(f"这些表的行级保护没有给系统留门，备份会缺行：{_named(hidden)}", "改用 access.guard() 写这些策略。")
    if broken:
        yield _bad(
            f"这些表的策略在备份时会出错：{_named(broken)}", "策略所用函数里的表名要写全，如 public.people_person。"
        )
    if not hidden and not broken:
        yield _ok("备份看得见每一行")


def strangers_see_nothing() -> Iterator[Finding]:
    """Whoever is nobody in particular is shown no row, whatever the policies and the functions in them say."""
    shown = [table for table in sorted(_tables_with_policies() - OPEN_TO_ALL) if _shows_a_stranger(table)]
    if shown:
        yield _bad(
            f"不表明身份也能读到这些表的行：{_named(shown)}",
            "有人加了策略，或改了策略所用的函数（hexian_is_system 等）。查明是谁改的，从备份恢复这些定义。",
        )
    else:
        yield _ok("不表明身份，一行个人信息也读不到")


def books_hold() -> Iterator[Finding]:
    """Every balance is what its postings come to, every debt what the payments behind it come to."""
    faults = ledger.faults_of_books()
    for fault in faults[:_NAMED]:
        yield _bad(f"账本「{fault.book}」对不上：{fault.problem}", "先不要付款，留好现场，查清是谁在数据库里改过。")
    if not faults:
        yield _ok("每个账本都平，付款单和账对得上")


def trail_append_only() -> Iterator[Finding]:
    """The audit tables refuse UPDATE and DELETE: by right to the app, by trigger to everybody."""
    for table in APPEND_ONLY:
        weak = [verb for verb in ("UPDATE", "DELETE", "TRUNCATE") if _app_may(table, verb)]
        tried = [verb for verb in ("UPDATE", "DELETE") if _succeeds(table, verb)]
        if weak or tried:
            yield _bad(
                f"{table} 可以被改写（{'、'.join(weak + tried)}）", "运行 hx migrate 恢复权限和触发器，并查明是谁改的。"
            )
        else:
            yield _ok(f"{table} 只能增加，不能修改、删除")


def trail_unbroken() -> Iterator[Finding]:
    """The audit chain holds."""
    faults = audit.verify()
    for fault in faults[:_NAMED]:
        where = f"第 {fault.block} 段" if fault.block else "链外"
        yield _bad(f"审计链不对，{where}：{fault.problem}", _remedy(fault))
    if not faults:
        since = audit.sealed_since()
        begun = f"从 {timezone.localtime(since):%Y-%m-%d} 起" if since else "还没有封存过"
        yield _ok(f"审计链完整，{begun}，等待封存 {audit.unsealed():,} 条")


def _remedy(fault: audit.Fault) -> str:
    if fault.is_cut:
        return _CUT
    return _KEY_LOST if fault.lacks_key else "保留现场，和最近的备份比对；不要删改审计表。"


def calendar_covered() -> Iterator[Finding]:
    """The working calendar reaches as far as the longest period of law."""
    covered = clock.coverage(timezone.localdate())
    if covered.missing:
        yield _bad(f"工作日历缺 {'、'.join(map(str, covered.missing))} 年", "运行 hx seed")
    if covered.notice_overdue:
        yield _warn("国务院放假通知还没有录入，期限是按推算的日历算的", "请在「工作日历」里录入通知，期限会自动重算。")
    if not covered.missing and not covered.notice_overdue:
        yield _ok(f"工作日历到 {max(covered.known + covered.provisional)} 年（推算 {len(covered.provisional)} 年）")


def files_and_rows_agree() -> Iterator[Finding]:
    """Every attachment has its file and every file its row."""
    by_problem: dict[str, list[str]] = defaultdict(list)
    for orphan in attachments.orphans(timezone.now()):
        by_problem[orphan.problem].append(orphan.path)
    lost, stray = by_problem["no file"], by_problem["no row"]
    if lost:
        yield _bad(f"{len(lost)} 个附件的文件不见了：{_named(lost)}", f"从备份里把文件放回 {settings.ATTACHMENTS_DIR}")
    if stray:
        yield _warn(f"{len(stray)} 个文件没有登记：{_named(stray)}", "后台会在夜里清理；急用可手工删除。")
    if not lost and not stray:
        yield _ok(f"附件的文件和登记一致，在 {settings.ATTACHMENTS_DIR}")


def backups_made() -> Iterator[Finding]:
    """There is a recent backup, and the keys do not lie in its folder."""
    last = next(iter(audit.timeline("backup", limit=1)), None)
    if last is None:
        yield _warn("还没有做过备份", "运行 hx backup 文件夹（最好在另一块磁盘上）")
        return
    folder = Path(str(last.facts.get("folder", "")))
    if keyring.ring().folder.resolve().is_relative_to(folder):
        yield _bad(f"密钥文件夹就在备份文件夹 {folder} 里", "换一个备份文件夹：拿到备份的人不应同时拿到密钥。")
    elif timezone.now() - last.at > OLD_BACKUP:
        yield _warn(f"上次备份是 {timezone.localtime(last.at):%Y-%m-%d %H:%M}", f"运行 hx backup {folder}")
    else:
        yield _ok(f"上次备份 {timezone.localtime(last.at):%Y-%m-%d %H:%M}，在 {folder}")


def worker_alive() -> Iterator[Finding]:
    """Somebody does the work behind the screens."""
    workers = work.living_workers(timezone.now())
    if workers:
        yield _ok(f"后台在运行（{workers} 个）")
    else:
        yield _warn("后台没有在运行：短信、长任务、审计封存都会等着", "用 ./run 启动")


def events_handled() -> Iterator[Finding]:
    """What follows from the things that happened has followed: no event was given up."""
    dead = events.dead()
    if not dead:
        yield _ok(f"后台事件没有停下的（等着办 {events.waiting():,} 件）")
        return
    kinds = _named([f"{kind.name}（{kind.count:,} 件，{'、'.join(kind.errors)}）" for kind in dead])
    count, since = sum(kind.count for kind in dead), timezone.localtime(min(kind.since for kind in dead))
    yield _bad(
        f"{count:,} 件后台事件试了多次没有办成，已停下，最早是 {since:%Y-%m-%d %H:%M} 的：{kinds}",
        "该发的通知、该做的统计没有做。按出错的名字在日志里查明原因，再运行 hx events retry。",
    )


def messages_have_a_way_out() -> Iterator[Finding]:
    """No text message or letter was dropped because no gateway or mail server is configured."""
    unsent = notices.unsent_for_want_of_a_channel()
    for each in unsent:
        what, setting = _WAYS[each.channel]
        since = timezone.localtime(each.since)
        yield _warn(
            f"{each.count:,} 条{what}没有发出，因为没有配置发送的通道，最早是 {since:%Y-%m-%d %H:%M} 的",
            f"设好 {setting}，重启；没有发出的不会补发，要紧的请另行告知本人。",
        )
    if not unsent:
        yield _ok("没有因为缺通道而没发出的短信、邮件")


def texts_go_out() -> Iterator[Finding]:
    """A code that is asked for has a way out."""
    if notices.tray_is_open():
        yield _ok("短信放在演示短信里，不真的发出去")
    elif notices.texts_go_out():
        yield _ok("短信网关已接通")
    else:
        yield _warn("短信没有接通：验证码发不出去，职工不能入会", "设置 HEXIAN_SMS_URL 等三项，重新启动 ./run。")


def certificates_hold() -> Iterator[Finding]:
    """Every certificate contracts are signed with can be opened, and holds for a while yet."""
    for side, (path, passphrase) in settings.SIGN_CERTIFICATES.items():
        yield _certificate(f"{_SIGNERS[side]}的签名证书 {path}", f"HEXIAN_SIGN_{side.upper()}", path, passphrase)
    if not settings.SIGN_CERTIFICATES:
        yield _ok("没有配置签名证书，电子签名只记录在系统里")


def _certificate(name: str, setting: str, path: Path, passphrase: Path | None) -> Finding:
    for file in filter(None, (path, passphrase)):
        if not os.access(file, os.R_OK) or not file.is_file():
            what = "" if file == path else f"的口令文件 {file}"
            return _bad(
                f"{name}{what}读不到", f"检查 {setting} 和 {setting}_PASS 写的位置，以及运行程序的账户能不能读。"
            )
    try:
        held = documents.held(documents.Certificate(path, passphrase))
    except documents.CannotSign:
        return _bad(f"{name}打不开：口令不对，或者不是 PKCS#12 文件", f"核对 {setting}_PASS 指的文件里的口令。")
    now, until = timezone.now(), timezone.localtime(held.until)
    if held.until <= now:
        return _bad(f"{name}（{held.holder}）{until:%Y-%m-%d} 已经过期", "换上新证书以前，不要用电子签名签合同。")
    if held.since > now:
        return _bad(f"{name}（{held.holder}）到 {timezone.localtime(held.since):%Y-%m-%d} 才生效", "检查服务器的时间。")
    if held.until - now <= EXPIRES_SOON:
        return _warn(f"{name}（{held.holder}）{until:%Y-%m-%d} 就要过期", f"向发证机构换新证书，放到 {path}。")
    return _ok(f"{name}（{held.holder}）有效到 {until:%Y-%m-%d}")


SECTIONS: dict[str, list[Check]] = {
    "密钥": [keys_present, keys_private, keys_copied, keys_known, destroyed_noted],
    "数据库": [structure_current, app_role_is_weak, rows_guarded, strangers_see_nothing, system_sees_all],
    "审计": [trail_append_only, trail_unbroken],
    "账本": [books_hold],
    "日历": [calendar_covered],
    "附件与备份": [files_and_rows_agree, backups_made],
    "签名证书": [certificates_hold],
    "后台": [worker_alive, events_handled, texts_go_out, messages_have_a_way_out],
}


#: What only the database in use must have; a copy restored beside it is not asked.
ONLY_LIVE: frozenset[Check] = frozenset({backups_made, certificates_hold, *SECTIONS["后台"]})


def tables_to_guard() -> set[str]:
    """Tables that hold personal data: those with a sealed column, a mobile number, or a person the row is about."""
    models = [model for model in apps.get_models() if model.__module__.startswith("hexian.") and model._meta.managed]
    return {column.table for column in crypto.sealed_columns()} | {
        model._meta.db_table for model in models if any(map(_tells_of_a_person, _fields(model)))
    }


def _fields(model: type[Model]) -> list[Field[object, object]]:
    return list(model._meta.local_concrete_fields)


def _tells_of_a_person(field: Field[object, object]) -> bool:
    related = field.related_model
    to_person = isinstance(related, type) and related._meta.label in {"people.Person", "people.Account"}
    return to_person or field.name in {"person_id", "mobile"}


def _tables_with_policies() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tablename FROM pg_policies WHERE schemaname = 'public'")
        return {row[0] for row in cursor.fetchall()}


def _shows_a_stranger(table: str) -> bool:
    """Whether a sample of the table's rows shows any to nobody; as the program's role where the owner sees past it."""
    with transaction.atomic(), scope(Actor.anonymous(timezone.now())), connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() == (True,):
            cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
        cursor.execute("SELECT least(100, 100.0 * %s / greatest(1, pg_relation_size(%s) / 8192))", [_SAMPLED, table])
        (percent,) = cursor.fetchone() or (100,)
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table} TABLESAMPLE SYSTEM (%s))", [percent])  # noqa: S608
        shown = bool((cursor.fetchone() or (False,))[0])
        transaction.set_rollback(True)
    return shown


def _readable_without_path(table: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL search_path = ''")
            cursor.execute(f"SELECT count(*) FROM (SELECT FROM public.{table} LIMIT 1) AS seen")  # noqa: S608
            cursor.execute("RESET search_path")
    except ProgrammingError:
        return False
    return True


def _open_to_others(path: Path) -> bool:
    try:
        return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
    except FileNotFoundError:
        # The draft of a note that was put in place meanwhile.
        return False


def _app_may(table: str, verb: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [APP_ROLE, table, verb])
        return bool((cursor.fetchone() or (False,))[0])


def _succeeds(table: str, verb: str) -> bool:
    """Whether a statement that would touch no row is let through; nothing is changed either way."""
    with connection.cursor() as cursor:
        column = connection.introspection.get_primary_key_column(cursor, table)
        act = f"UPDATE {table} SET {column} = {column}" if verb == "UPDATE" else f"DELETE FROM {table}"  # noqa: S608
        try:
            with transaction.atomic():
                cursor.execute(f"{act} WHERE false")
        except DatabaseError as fault:
            # The trigger's own refusal, or the lack of the right; anything else is no answer.
            if not isinstance(fault.__cause__, psycopg.errors.IntegrityError | psycopg.errors.InsufficientPrivilege):
                raise
            return False
    return True


def _named(names: list[str]) -> str:
    more = f" 等 {len(names)} 个" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more
