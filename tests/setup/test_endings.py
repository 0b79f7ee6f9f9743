"""How ./run and ./test end: a sentence and a code, never a traceback."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

WAIT = "print('up', flush=True); import time; time.sleep(30)"
BEGIN = "from hexian.setup import endings, troubles\nwith endings.told():\n    "


def ended(code: str) -> subprocess.CompletedProcess[str]:
    """Run some Python inside, to its end."""
    return subprocess.run([sys.executable, "-c", BEGIN + code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise troubles.SetupError('坏了', 'broken')", ["坏了", "broken"]),
        ("open('/proc/nowhere/x', 'w')", ["/proc/nowhere/x", "/proc/nowhere/x"]),
        ("raise OSError(28, 'No space left on device', 'x')", ["1.5 GB", "1.5 GB"]),
    ],
)
def test_what_a_person_can_mend_is_two_lines_and_a_code(code: str, said: list[str]) -> None:
    answer = ended(code)
    lines = answer.stderr.splitlines()
    assert answer.returncode == 1
    assert len(lines) == 2
    assert all(words in line for words, line in zip(said, lines, strict=True))


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_says_that_the_next_run_goes_on(sign: signal.Signals) -> None:
    # The tests themselves may run under nohup, and what is started inherits that.
    heeding = "import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"
    process = subprocess.Popen(
        [sys.executable, "-c", heeding + BEGIN + WAIT], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    process.send_signal(sign)
    _out, told = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "接着做" in told
    assert "Traceback" not in told


def test_under_nohup_a_closed_terminal_is_no_reason_to_stop() -> None:
    ignore = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
    still = "import os; os.kill(os.getpid(), signal.SIGHUP); print('still here')"
    answer = subprocess.run([sys.executable, "-c", ignore + BEGIN + still], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout) == (0, "still here\n")


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    answer = ended("1 / 0")
    assert answer.returncode == 1
    assert "ZeroDivisionError" in answer.stderr
