"""What a server may take of the machine it stands on."""

from __future__ import annotations

import os

import pytest

from hexian.embedded.clusters import MEBIBYTE, fitting, machine_memory

GIB = 1024 * MEBIBYTE


@pytest.mark.parametrize(
    ("memory", "shared"), [(GIB // 2, "128MB"), (8 * GIB, "1024MB"), (24 * GIB, "2048MB"), (512 * GIB, "2048MB")]
)
def test_an_eighth_of_the_memory_within_bounds(memory: int, shared: str) -> None:
    assert fitting(memory)["shared_buffers"] == shared


def test_no_more_than_the_machine_has() -> None:
    assert 0 < machine_memory() <= os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
