"""`config` and `letter` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pypdfium2
import pytest
from click.testing import CliRunner, Result

from redactor.cli.main import cli
from redactor.errors import SettingsError

REQUEST = """\
[request]
reference = "SAR-1"
received = 2026-09-03
[subject]
name = "Ada Quill"
"""
SET = {
    "name": "Ashgrove School",
    "email": "office@ashgrove.example.org",
    "signatory.name": "Ana Reyes",
    "signatory.role": "Headteacher",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with one open case and an organisation that can sign."""
    (tmp_path / "request.toml").write_text(REQUEST)
    home = tmp_path / "home"
    assert call(home, "case", "new", "--request", str(tmp_path / "request.toml")).exit_code == 0
    for key, text in SET.items():
        assert call(home, "config", "set", key, text).exit_code == 0
    return home


def call(home: Path, *arguments: str) -> Result:
    """Run one command as a script would."""
    return CliRunner().invoke(cli, ["--home", str(home), "--json", *arguments], standalone_mode=False)


def write(home: Path, kind: str, *more: str) -> Result:
    return call(home, "letter", "SAR-1", "--kind", kind, "--out", str(home.parent / "out"), *more)


def test_what_was_set_is_shown(home: Path) -> None:
    shown = json.loads(call(home, "config", "show").stdout)["organisation"]
    assert (shown["name"], shown["signatory"]["role"]) == ("Ashgrove School", "Headteacher")


@pytest.mark.parametrize(
    "kind", ["acknowledgement", "clarification", "extension", "refusal", "part-refusal", "nothing-held"]
)
def test_each_letter_is_a_word_file_and_a_pdf_and_stands_in_the_log(home: Path, kind: str) -> None:
    told = write(home, kind, "--reason", "There are forty boxes.", "--as", "Ana Reyes")
    word, pdf = (Path(path) for path in json.loads(told.stdout)["files"])
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(word)).paragraphs)
    pages = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    for part in ("Ashgrove School", "Ada Quill", "SAR-1", "Ana Reyes"):
        assert part in text
        assert part in pages
    assert "letter written" in call(home, "case", "log", "SAR-1").stdout


def test_a_missing_reason_is_named_and_nothing_is_written(home: Path) -> None:
    told = write(home, "refusal")
    assert isinstance(told.exception, SettingsError)
    assert "lacks: reason" in str(told.exception)
    assert not (home.parent / "out").exists()


def test_a_letter_that_was_written_is_not_overwritten(home: Path) -> None:
    assert write(home, "nothing-held").exit_code == 0
    assert write(home, "nothing-held").exception is not None


def test_a_template_is_copied_changed_and_used(home: Path) -> None:
    assert call(home, "config", "templates", "nothing-held").exit_code == 0
    template = home / "templates" / "nothing-held.txt"
    template.write_text(template.read_text("utf-8").replace("Our answer", "Ein hateb"), "utf-8")
    word = Path(json.loads(write(home, "nothing-held").stdout)["files"][0])
    assert "Ein hateb" in "\n".join(paragraph.text for paragraph in docx.Document(str(word)).paragraphs)
    assert call(home, "config", "templates", "nothing-held").exception is not None


def test_templates_are_copied_as_word_files_too(home: Path) -> None:
    told = json.loads(call(home, "config", "templates", "--word").stdout)
    assert all(path.endswith(".docx") for path in told["templates"])
    assert len(told["templates"]) == 8
