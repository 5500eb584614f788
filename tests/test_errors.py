"""The tree of errors: exit codes, remedies and the drawing of it."""

from __future__ import annotations

import re

import pytest

from redactor import errors
from redactor.errors import ExitCode, RedactorError, SourceError

CLASSES = [
    each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, RedactorError)
]  # fmt: skip
BELOW = [each for each in CLASSES if each is not RedactorError]


@pytest.mark.parametrize("kind", BELOW, ids=lambda kind: kind.__name__)
def test_every_error_has_an_exit_code_of_its_own_family_a_remedy_and_a_cause(kind: type[RedactorError]) -> None:
    assert kind.exit_code not in (ExitCode.DONE, ExitCode.UNEXPECTED, ExitCode.USAGE, ExitCode.INTERRUPTED)
    assert kind.exit_code == kind.mro()[-4 if kind.mro()[-4] is not RedactorError else -5].exit_code
    assert kind.remedy.endswith(".")
    assert (kind.__doc__ or "").endswith(".")


def test_the_tree_that_is_drawn_is_the_tree_that_there_is() -> None:
    drawn = re.findall(r"(│   )?[├└]── (\w+)(?: +(\d+))?", errors.__doc__ or "")
    assert [name for _, name, _ in drawn] == [kind.__name__ for kind in BELOW]
    for _, name, code in drawn:
        if code:
            assert int(code) == getattr(errors, name).exit_code


def test_an_error_without_a_message_says_its_cause() -> None:
    assert str(errors.Encrypted()) == "A source is locked with a password"
    assert str(errors.Encrypted("source 0003 is locked")) == "source 0003 is locked"


def test_a_remedy_can_be_given_for_one_occasion_only() -> None:
    assert errors.Damaged(remedy="Try again.").remedy == "Try again."
    assert errors.Damaged().remedy != "Try again."


def test_every_source_error_has_a_reason_of_its_own_for_the_manifest() -> None:
    kinds = [kind for kind in CLASSES if issubclass(kind, SourceError)]
    assert len({kind.reason for kind in kinds}) == len(kinds)
