"""The second half of ./run and ./test, on the venv's Python, with everything installed."""

import os
import sys
from argparse import Namespace
from contextlib import ExitStack

from hexian import embedded
from hexian.setup import (
    board,
    databases,
    endings,
    fresh,
    frontend,
    leftovers,
    options,
    running,
    screen,
    serving,
    steps,
    suite,
)
from hexian.setup.places import Places


def run(places: Places, chosen: Namespace) -> None:
    """Prepare what is not prepared yet, then serve; with `--setup` only prepare."""
    with running.claim(places) as held, ExitStack() as ends:
        leftovers.end(places.home)
        # What the demo prints on its posters must lead here.
        os.environ.setdefault("PUBLIC_URL", board.address(chosen.host, chosen.port))
        if not chosen.setup:
            running.refuse_busy_port(chosen.host, chosen.port)
        if chosen.new_key:
            steps.replace_lost_key(places, chosen.new_key)
        if chosen.fresh:
            fresh.begin_anew(places, sure=chosen.yes)
        if databases.outside(places) is None:
            ends.callback(embedded.stop, places.postgres)
        # Seconds as a rule; longer where a power cut left it to recover.
        with screen.step("启动数据库 · starting the database"):
            urls = databases.prepare(places)
        frontend.prepare(places, with_tests=False)
        steps.migrate(places, urls)
        steps.seed(places, urls)
        steps.collect_static(places)
        if not chosen.no_demo:
            steps.play_demo(places, urls)
        if chosen.setup:
            screen.say("都准备好了；运行 ./run 启动。 Everything is ready; ./run starts it.")
            return
        serving.serve(places, chosen, urls, held)
    screen.say("已停止，数据都在。 Stopped; everything is kept.")


def main(command: str, arguments: list[str]) -> None:
    """Do what is left of `run` or `test`."""
    places = Places.here()
    places.make()
    if command == "run":
        run(places, options.for_run(arguments))
    else:
        sys.exit(suite.run(places, *options.for_test(arguments)))


if __name__ == "__main__":
    with endings.told(embedded.PostgresError):
        main(sys.argv[1], sys.argv[2:])
