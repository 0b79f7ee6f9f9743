"""An installation of a test's own: a database, a home with keys and attachments, and `hx` in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from hexian.embedded import DatabaseUrls

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class House:
    """Where its database and its home are."""

    urls: DatabaseUrls
    home: Path

    @property
    def keys(self) -> Path:
        return self.home / "keys"

    @property
    def attachments(self) -> Path:
        return self.home / "attachments"

    def hx(self, *arguments: str, urls: DatabaseUrls | None = None) -> subprocess.CompletedProcess[str]:
        """Run `hx` as an administrator does."""
        urls = urls or self.urls
        surroundings = {
            **os.environ,
            "HEXIAN_HOME": str(self.home),
            "DATABASE_URL": urls.owner,
            "HEXIAN_APP_DATABASE_URL": urls.app,
        }
        command = [sys.executable, "-m", "hexian.cli", *arguments]
        return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
