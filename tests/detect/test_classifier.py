"""The reader of sentences that comes with redactor: what it tells, why, and what it refuses to load."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from redactor.detect.classifier import NONE, SentenceReader, load_reader
from redactor.errors import NoPassageModel

FOLDER = Path(__file__).parents[2] / "models" / "passages"


@pytest.fixture(scope="module")
def reader() -> SentenceReader:
    return load_reader(FOLDER)


def test_an_account_in_words_of_no_rule_reads_like_harm(reader: SentenceReader) -> None:
    told, plain = reader.read(
        ["He lifted his shirt and there was the shape of a boot on his back.", "Please bring PE kit on Tuesday."]
    )
    assert told.family.startswith("harm.")
    assert told.score > 0.8 > 0.3 > plain.score


def test_the_words_that_weighed_most_stand_in_the_sentence_in_their_order(reader: SentenceReader) -> None:
    sentence = "She keeps a blade in her phone case and cuts where nobody sees."
    (told,) = reader.read([sentence])
    places = [sentence.index(word) for word in told.words]
    assert 1 <= len(places) <= 4
    assert places == sorted(places)


def test_a_sentence_reads_the_same_alone_and_among_others(reader: SentenceReader) -> None:
    sentences = ["Dad has been nicked again.", "Maths is in room 4.", "Legal don't fancy our chances on this one."]
    together = reader.read([*sentences, *sentences])
    alone = [reader.read([sentence])[0] for sentence in sentences]
    assert together[:3] == together[3:]
    for one, among in zip(alone, together, strict=False):
        assert one.family == among.family
        assert one.score == pytest.approx(among.score, abs=0.1)


def test_nothing_is_read_of_nothing_and_a_long_line_is_read_as_far_as_it_fits(reader: SentenceReader) -> None:
    assert reader.read([]) == ()
    (long,) = reader.read(["word " * 5000])
    assert long.family != NONE


def test_a_missing_or_a_changed_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(NoPassageModel, match=r"passages\.onnx, tokenizer\.json, labels\.json"):
        load_reader(tmp_path)
    folder = tmp_path / "passages"
    shutil.copytree(FOLDER, folder)
    (folder / "passages.onnx").write_bytes(b"another")
    with pytest.raises(NoPassageModel, match=r"passages\.onnx is not the file"):
        load_reader(folder)
    (folder / "labels.json").write_text("{}", "utf-8")
    with pytest.raises(NoPassageModel, match=r"labels\.json"):
        load_reader(folder)
