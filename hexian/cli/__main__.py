"""`python -m hexian.cli` is `hx`."""

from hexian.cli.main import hx

if __name__ == "__main__":
    hx(prog_name="hx")
