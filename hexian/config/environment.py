"""What the surroundings say: folders, database addresses, switches. Standard library only."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

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


def database_urls() -> dict[str, str]:
    """`{"owner": url, "app": url}` as set-up wrote them, or as the environment says."""
    if "HEXIAN_APP_DATABASE_URL" in os.environ:
        app = os.environ["HEXIAN_APP_DATABASE_URL"]
        return {"app": app, "owner": os.environ.get("DATABASE_URL", app)}
    path = home() / "database.json"
    if path.exists():
        urls: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        return urls
    return {"owner": "postgresql:///hexian", "app": "postgresql:///hexian"}


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
