"""Reads one Parquet file and writes its rows as CSV; run as a process of its own, never imported by the program.

What is in the file is not to be believed, and the reader is a large program in C++: here it has no network, no other
file, little memory, and may die without taking anybody along.

    python -I parquet_child.py rows|count FILE
"""

from __future__ import annotations

import csv
import resource
import sys

import duckdb

#: Address space of this process and what the reader may use of it, in bytes: a row group of wide texts fits.
SPACE = 2 * 1024**3
MEMORY = "384MB"
#: Seconds of one processor: ten million rows take about thirty.
SECONDS = 600
#: Rows fetched at a time, and characters of a cell: one more than is allowed, so that the excess is seen.
FETCH, CHARACTERS = 256, 4_001
#: How this process ends when it says why.
REFUSED = 3
_NESTED = ("STRUCT", "MAP", "UNION", "VARIANT")


def main() -> None:
    """Do what the command line says."""
    what, path = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (SPACE, SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    database = _opened(path)
    if what == "count":
        found = database.execute("SELECT sum(num_rows) FROM parquet_file_metadata(?)", [path]).fetchone()
        sys.stdout.write(str(found[0] if found else 0))
        return
    _write(database, path)


def _opened(path: str) -> duckdb.DuckDBPyConnection:
    """The reader with its doors closed: this one file, no extensions, nothing on disk."""
    database = duckdb.connect(
        config={
            "threads": 1, "memory_limit": MEMORY, "temp_directory": "", "autoload_known_extensions": "false",
            "autoinstall_known_extensions": "false",
        }
    )  # fmt: skip
    database.execute("SET allowed_paths = [" + _literal(path) + "]")
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
    return database


def _write(database: duckdb.DuckDBPyConnection, path: str) -> None:
    source = f"read_parquet({_literal(path)}, binary_as_string = true)"
    columns = database.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608 - a quoted path
    for name, kind, *_ in columns:
        if kind.startswith(_NESTED) or kind.endswith("]"):
            sys.stderr.write(f"nested {name}")
            sys.exit(REFUSED)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow([name for name, *_ in columns])
    told = ", ".join(_text(name, kind) for name, kind, *_ in columns)
    found = database.execute(f"SELECT {told} FROM {source}")  # noqa: S608 - quoted names and path
    while rows := found.fetchmany(FETCH):
        out.writerows(rows)


def _text(name: str, kind: str) -> str:
    """A column as people read it: decimals and days exactly, moments as they are in China, no value as nothing."""
    cell = '"' + name.replace('"', '""') + '"'
    if kind == "TIMESTAMP WITH TIME ZONE":
        cell = f"make_timestamp(epoch_us({cell}) + 28800000000)"
    if kind == "BOOLEAN":
        cell = f"upper({cell}::VARCHAR)"
    return f"coalesce(left({cell}::VARCHAR, {CHARACTERS}), '')"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    sys.stderr.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main()
