"""The changelog says what is new since the last release."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.tree import ROOT, copy_tree


def changelog_violations(tree_root: Path) -> list[str]:
    """A changelog that is missing, or has no Unreleased section with at least one line in it."""
    path = tree_root / "CHANGELOG.md"
    if not path.exists():
        return ["there is no CHANGELOG.md"]
    section = re.search(r"^## \[Unreleased\]$(.*?)(?=^## |\Z)", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    if section is None:
        return ["there is no Unreleased section"]
    return [] if re.search(r"^- \S", section[1], re.MULTILINE) else ["nothing stands under Unreleased"]


def test_the_changelog_has_something_unreleased() -> None:
    assert changelog_violations(ROOT) == []


def test_a_changelog_that_says_nothing_is_caught(tmp_path: Path) -> None:
    path = copy_tree(tmp_path) / "CHANGELOG.md"
    path.write_text("# Changelog\n\n## [Unreleased]\n\n### Added\n\n## [0.1.0]\n\n- all\n", "utf-8")
    assert changelog_violations(tmp_path) == ["nothing stands under Unreleased"]
    path.write_text("# Changelog\n\n## [0.1.0]\n\n- all\n", "utf-8")
    assert changelog_violations(tmp_path) == ["there is no Unreleased section"]
    path.unlink()
    assert changelog_violations(tmp_path) == ["there is no CHANGELOG.md"]
