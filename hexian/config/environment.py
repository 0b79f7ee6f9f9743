"""What the surroundings say: folders, database addresses, switches. Standard library only."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]


def home() -> Path:
    """The folder that holds everything this installation makes: database, keys, files, logs."""
    return Path(os.environ.get("HEXIAN_HOME", ROOT / "var")).absolute()


def folder(name: str, default: Path) -> Path:
    """A folder the environment puts elsewhere; an absolute path: web, worker and `hx` start elsewhere."""
    said = os.environ.get(name, "").strip()
    if not said:
        return default
    path = Path(said).expanduser()
    if not path.is_absolute():
        message = (
            f"{name} 要写完整路径（以 / 开头），现在是「{said}」。请改成例如 /srv/hexian/{default.name}。"
            f" {name} must be an absolute path, such as /srv/hexian/{default.name}."
        )
        raise SystemExit(message)
    return path


def keys_dir(home: Path) -> Path:
    """Where the keys lie: `HEXIAN_KEYS_DIR`, else in the home."""
    return folder("HEXIAN_KEYS_DIR", home / "keys")


def attachments_dir(home: Path) -> Path:
    """Where uploaded files lie: `HEXIAN_ATTACHMENTS_DIR`, else in the home."""
    return folder("HEXIAN_ATTACHMENTS_DIR", home / "attachments")


def inbox_dir(home: Path) -> Path:
    """Where other programs lay settlement files: `HEXIAN_INBOX_DIR`, else in the home."""
    return folder("HEXIAN_INBOX_DIR", home / "inbox")


def certificates() -> dict[str, tuple[Path, Path | None]]:
    """Certificates (PKCS#12) with which contracts are signed, with the files their passphrases stand in.

    `HEXIAN_SIGN_EMPLOYER`, `HEXIAN_SIGN_WORKER` for a side of its own, `HEXIAN_SIGN_SEAL` for whichever has none;
    `…_PASS` beside each names the passphrase's file.
    """
    found = {}
    for side in ("employer", "worker", "seal"):
        name = f"HEXIAN_SIGN_{side.upper()}"
        if os.environ.get(name, "").strip():
            secret = f"{name}_PASS"
            passphrase = folder(secret, ROOT) if os.environ.get(secret, "").strip() else None
            found[side] = (folder(name, ROOT), passphrase)
    return found


def roots() -> Path | None:
    """Certificates (PEM) of issuers whose signatures are trusted here: `HEXIAN_SIGN_ROOTS`."""
    return folder("HEXIAN_SIGN_ROOTS", ROOT) if os.environ.get("HEXIAN_SIGN_ROOTS", "").strip() else None


def flag(name: str, default: bool = False) -> bool:
    """A yes/no switch from the environment."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """A whole number from the environment; says which name is wrong when it is none."""
    value = os.environ.get(name, "")
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        message = f"{name} 要填整数，现在是「{value}」。 {name} must be a whole number."
        raise SystemExit(message) from None


#: Said as `DATABASE_URL`, it means the server that comes along, whose addresses set-up has written.
EMBEDDED = "embedded"


def given_database() -> str:
    """The address that `DATABASE_URL` names for this call; empty when it names none."""
    said = os.environ.get("DATABASE_URL", "").strip()
    return "" if said == EMBEDDED else said


def database_urls() -> dict[str, str]:
    """`{"owner": url, "app": url}` as the environment says, else as set-up wrote them.

    Ends the program with a sentence for an address that cannot be read.
    """
    said = given_database()
    if "HEXIAN_APP_DATABASE_URL" in os.environ:
        app = os.environ["HEXIAN_APP_DATABASE_URL"]
        return {"app": app, "owner": said or app}
    path = home() / "database.json"
    noted: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if said and said != noted.get("owner"):
        _refuse_unreadable(said)
        return {"owner": said, "app": _as_app(said)}
    return noted or {"owner": "postgresql:///hexian", "app": "postgresql:///hexian"}


def _as_app(owner: str) -> str:
    """The same database as the role set-up makes for web and worker there, with the password it keeps."""
    kept = keys_dir(home()) / "database-app"
    password = f":{quote(kept.read_text(encoding='utf-8').strip(), safe='')}" if kept.exists() else ""
    parts = urlsplit(owner)
    return parts._replace(netloc=f"hexian_app{password}@{parts.netloc.rpartition('@')[2]}").geturl()


def _refuse_unreadable(address: str) -> None:
    try:
        parts = urlsplit(address)
        readable = parts.scheme in {"postgresql", "postgres"} and (parts.port is None or parts.port > 0)
    except ValueError:
        readable = False
    if not readable:
        message = (
            "DATABASE_URL 读不懂：应写成 postgresql://账号:密码@主机:5432/数据库。"
            " DATABASE_URL makes no sense: write postgresql://user:password@host:5432/database."
        )
        raise SystemExit(message)


def parse_database_url(url: str) -> dict[str, Any]:
    """Django's connection settings for a `postgresql://` address; a socket folder may stand in `?host=`."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
