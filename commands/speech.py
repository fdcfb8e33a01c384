"""What a client program says, in Chinese or English, to a person at a terminal or to a program that reads JSON."""

import json
import sys
from argparse import Namespace
from datetime import timedelta, timezone
from typing import Any, TextIO

from crypto.encoding import parse_timestamp
from foundation.errors import Refusal

SHANGHAI = timezone(timedelta(hours=8))
"""China has one time and no summer time since 1991; no time zone database is needed to show it."""


class Voice:
    """Speaks one language to one stream; `answers` gives the other side of a question, None where nobody sits."""

    def __init__(self, language: str = "zh", stream: TextIO | None = None, answers: TextIO | None = None) -> None:
        self.language = language
        self.stream = sys.stdout if stream is None else stream
        self._answers = answers

    def pick(self, zh: str, en: str) -> str:
        """The text in the language spoken."""
        return zh if self.language == "zh" else en

    def say(self, zh: str = "", en: str = "") -> None:
        """One line."""
        print(self.pick(zh, en), file=self.stream, flush=True)

    def refuse(self, refusal: Refusal) -> None:
        """What happened, what to do now, and the rule that asks for it."""
        told = refusal.problem()
        self.say("✗ " + str(told["title_zh"]), "✗ " + str(told["title"]))
        self.say("  " + str(told["detail_zh"]), "  " + str(told["detail"]))
        self.say(f"  依据：{told['rule']}", f"  Rule: {told['rule']}")

    def agrees(self, zh: str, en: str, word: str = "yes") -> bool:
        """Ask; True only when the very word was typed. Where nobody sits, nobody agreed."""
        print(self.pick(zh, en), end=" ", file=self.stream, flush=True)
        if self._answers is None:
            self.say()
            return False
        return self._answers.readline().strip().casefold() == word.casefold()


def voice_of(args: Namespace, *, to_errors: bool = False) -> Voice:
    """The voice for these arguments: with `--json`, people are spoken to on the error stream."""
    machine = to_errors or getattr(args, "json", False)
    answers = sys.stdin if sys.stdin is not None and sys.stdin.isatty() else None
    return Voice(getattr(args, "lang", "zh"), sys.stderr if machine else sys.stdout, answers)


def tell_json(value: Any) -> None:
    """One line of JSON on the standard output, for programs."""
    print(json.dumps(value, ensure_ascii=False, sort_keys=True), flush=True)


def local_time(moment: str) -> str:
    """`2026-12-17T01:30:00.000Z` as it is read in China: `2026-12-17 09:30:00.000`."""
    return parse_timestamp(moment).astimezone(SHANGHAI).isoformat(sep=" ", timespec="milliseconds")[:23]


def fingerprint(digest: str) -> str:
    """The first 16 hex digits in groups of four, short enough to compare by telephone."""
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))
