"""The first half of ./run and ./test, on the system's Python: look before leaping, make `.venv`, become its Python."""

import os
import sys

from hexian.setup import endings, options, running, venvs
from hexian.setup.places import Places


def main(command: str, arguments: list[str]) -> None:
    """Prepare for `run` or `test` and become the second half."""
    places = Places.here()
    # Where compiled modules are not kept, every process compiles the whole program anew: seconds at each start.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if command == "run":
        chosen = options.for_run(arguments)
        running.refuse_second(places)
        if not chosen.setup:
            running.refuse_busy_port(chosen.host, chosen.port)
    else:
        options.for_test(arguments)
    places.make()
    venvs.prepare(places, command)
    venvs.become(places, "hexian.setup.after", [command, *arguments])


if __name__ == "__main__":
    with endings.told():
        main(sys.argv[1], sys.argv[2:])
