"""Saying no: a code a program can compare and parameters a sentence can be made of."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """A rule says no. `code` names the rule, `params` fill the sentence in the room's `texts.py`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code}({details})"
