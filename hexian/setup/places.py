"""Where everything lies: the checkout, its `.venv`, and the one folder that holds all an installation makes."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from hexian.config import environment
from hexian.setup.troubles import FULL_DISK, SetupError

# .venv takes 700 MB, parts and a young database 300 MB; the rest is room to work.
ROOM_NEEDED = 1_500_000_000


@dataclass(frozen=True)
class Places:
    """The checkout and its `var` folder (or `HEXIAN_HOME`)."""

    root: Path
    home: Path

    @classmethod
    def here(cls) -> "Places":
        """Of this checkout and this environment."""
        return cls(environment.ROOT, environment.home())

    @property
    def venv(self) -> Path:
        """The Python that set-up makes."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """Its program."""
        return self.venv / "bin" / "python"

    @property
    def hx(self) -> Path:
        """The command line."""
        return self.venv / "bin" / "hx"

    @property
    def logs(self) -> Path:
        """What set-up, web and worker print."""
        return self.home / "log"

    @property
    def stamps(self) -> Path:
        """Which steps are done, and on what."""
        return self.home / "stamps"

    @property
    def keys(self) -> Path:
        """The keys: never in the database, never in its backups."""
        return environment.keys_dir(self.home)

    @property
    def attachments(self) -> Path:
        """What people uploaded."""
        return environment.attachments_dir(self.home)

    @property
    def postgres(self) -> Path:
        """The embedded database."""
        return self.home / "postgres"

    @property
    def database(self) -> Path:
        """The file that names the two database addresses."""
        return self.home / "database.json"

    @property
    def frontend(self) -> Path:
        """What set-up makes for the pages; collected with the static files."""
        return self.home / "frontend"

    @property
    def node(self) -> Path:
        """Where npm works; never collected."""
        return self.home / "node"

    @property
    def cache(self) -> Path:
        """What may be thrown away."""
        return self.home / "cache"

    @property
    def demo_accounts(self) -> Path:
        """The accounts of the demo, written by `hx demo`."""
        return self.home / "demo-accounts.json"

    def make(self) -> None:
        """Make the folders; the keys' one is private."""
        for folder in (self.home, self.logs, self.stamps, self.frontend, self.node, self.cache):
            folder.mkdir(parents=True, exist_ok=True)
        self.keys.mkdir(mode=0o700, parents=True, exist_ok=True)

    def refuse_full_disk(self) -> None:
        """Raise `SetupError` when there is too little room to set up."""
        for folder in (self.root, _existing(self.home)):
            if shutil.disk_usage(folder).free < ROOM_NEEDED:
                raise SetupError(*FULL_DISK)


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)
