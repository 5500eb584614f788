"""HOME/organisation.toml."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.config import shipped_folder
from redactor.domain.organisation import ICO, Keeping, LabelStyle, Organisation
from redactor.errors import SettingsError
from redactor.organisation import ORGANISATION_FILE, known_keys, load_organisation, set_key, value_of


def test_without_a_file_nothing_is_known_but_the_regulator(tmp_path: Path) -> None:
    assert load_organisation(tmp_path) == Organisation(regulator=ICO)


def test_keys_are_set_one_by_one_and_stay(tmp_path: Path) -> None:
    set_key(tmp_path, "dpo.email", "dpo@example.org")
    set_key(tmp_path, "name", 'The "Old" School')
    set_key(tmp_path, "retention.pupil file", "until 25")
    set_key(tmp_path, "retention.pupil file", "until 26")
    set_key(tmp_path, "label_style", "pseudonym")
    held = load_organisation(tmp_path)
    assert (held.name, held.dpo.email, held.label_style) == (
        'The "Old" School',
        "dpo@example.org",
        LabelStyle.PSEUDONYM,
    )
    assert held.retention == (Keeping(record="pupil file", keep="until 26"),)
    assert set_key(tmp_path, "retention.pupil file", "").retention == ()


@given(st.text(max_size=60))
def test_any_text_is_read_back_as_it_was_set(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    home = tmp_path_factory.mktemp("home")
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    set_key(home, "texts.purposes", text)
    assert load_organisation(home).texts.purposes == text.strip()


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("nmae", "x", "'nmae'"),
        ("dpo.fax", "x", "'dpo.fax'"),
        ("label_style", "purple", "one of"),
        ("name.x", "y", "name"),
    ],
)
def test_a_key_or_choice_that_there_is_not_is_refused_and_nothing_is_written(
    tmp_path: Path, key: str, text: str, told: str
) -> None:
    with pytest.raises(SettingsError, match=told):
        set_key(tmp_path, key, text)
    assert not (tmp_path / ORGANISATION_FILE).exists()


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / ORGANISATION_FILE).write_text("name = ", "utf-8")
    with pytest.raises(SettingsError, match="TOML"):
        load_organisation(tmp_path)


def test_every_known_key_can_be_asked_for() -> None:
    assert all(isinstance(value_of(Organisation(), key), str) for key in known_keys())


@pytest.mark.parametrize("sample", ["pupil", "staff"])
def test_the_organisations_of_the_samples_load(sample: str) -> None:
    assert load_organisation(shipped_folder("samples") / sample).signatory.name
