"""Lines of a settlement file as COPY takes them: `python -m bench.settlement_lines file.csv lines`, as app role."""

from __future__ import annotations

import sys
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402

from bench.settlement_files import HEADING  # noqa: E402
from hexian.domains.mutualaid.rules import Reader, Record, columns  # noqa: E402
from hexian.domains.mutualaid.services import deciding  # noqa: E402


def main(source: Path, target: Path) -> None:
    """Read and index every row that can be read."""
    reader = Reader(columns.guess(HEADING.strip().split(",")), timezone.localdate())
    with source.open(encoding="utf-8") as file, target.open("w", encoding="utf-8") as lines:
        next(file)
        portion: list[Record] = []
        for number, line in enumerate(file, 2):
            record = reader.read(number, line.rstrip("\n").split(","))
            if isinstance(record, Record):
                portion.append(record)
            if len(portion) == deciding.MOST_PER_ENTRY:
                lines.writelines(deciding.prepare(portion).lines)
                portion.clear()
        if portion:
            lines.writelines(deciding.prepare(portion).lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
