"""Lines of a settlement file as COPY takes them: `python -m bench.settlement_lines file.csv lines`, as app role."""

from __future__ import annotations

import sys
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402

from bench.settlement_files import HEADING  # noqa: E402
from hexian.domains.mutualaid.rules import columns  # noqa: E402
from hexian.domains.mutualaid.services.portions import Source, read  # noqa: E402


def main(source: Path, target: Path) -> None:
    """Read and index every row that can be read; in the file's own order, as whoever writes by hand has them."""
    given = Source(source, source.name, "", tuple(columns.guess(HEADING.strip().split(","))), 1, timezone.localdate())
    with target.open("w", encoding="utf-8") as lines:
        for portion in read(given):
            lines.writelines(sorted(portion.lines.splitlines(keepends=True), key=_row))


def _row(line: str) -> int:
    return int(line.partition("\t")[0])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
