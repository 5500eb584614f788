"""Names that stand in files, file names and headers turn up in no log, no message and no temporary name."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.journeys.apart import start
from tests.journeys.command import Place
from tests.journeys.inbox import a_report, a_word_file, an_archive, write_request

CANARIES = (
    "Zephyrine", "Quillfeather", "Oswaldine", "Brackenshaw", "Thistlewood", "Ravenglass", "Marigoldine",
)  # fmt: skip
MAIL = "\n".join(f"Dear {name}, your son {name} Ravenglass hit Brackenshaw." for name in CANARIES)


def make_canaries(inbox: Path) -> None:
    message = EmailMessage()
    message["From"] = "Zephyrine Quillfeather <z.quillfeather@example.com>"
    message["To"] = "Oswaldine Brackenshaw <o.brackenshaw@example.com>"
    message["Subject"] = "About Marigoldine Thistlewood"
    message["X-Case"] = "Ravenglass"
    message.set_content(MAIL)
    message.add_attachment(
        b"\x00\x01\x02Ravenglass", maintype="application", subtype="x-odd", filename="Thistlewood.qz"
    )
    broken_word = a_word_file()
    files = {
        "Marigoldine Thistlewood.eml": message.as_bytes(),
        "Quillfeather.txt": MAIL.encode(),
        "Zephyrine broken.docx": broken_word[: len(broken_word) // 2] + b"Ravenglass",
        "Zephyrine odd.docx": an_archive({"[Content_Types].xml": b"<", "word/document.xml": b"<Ravenglass"}),
        "Oswaldine.pdf": b"%PDF-1.7\n1 0 obj\n<</Ravenglass\n",
        "Brackenshaw.pdf": a_report()[:-900],
        "Ravenglass.xlsx": an_archive({"xl/workbook.xml": b"<Brackenshaw>", "[Content_Types].xml": b""}),
        "Quillfeather.qz": b"\x8f\x00\x01Thistlewood" * 9,
        "Oswaldine.png": b"\x89PNG\r\n\x1a\nRavenglass",
        "Marigoldine.zip": an_archive({"Quillfeather/Zephyrine.qz": b"\x00\x01\x02", "Ravenglass.txt": MAIL.encode()}),
    }
    inbox.mkdir()
    for name, content in files.items():
        (inbox / name).write_bytes(content)


@dataclass
class Watch:
    """Looks at folders again and again and remembers every name that it sees below them."""

    folders: tuple[Path, ...]
    seen: set[str] = field(default_factory=set)
    _ended: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        while not self._ended.wait(0.01):
            for folder in self.folders:
                self.seen |= {path.relative_to(folder).as_posix() for path in folder.rglob("*")}

    def __enter__(self) -> Watch:
        threading.Thread(target=self.look, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()


@dataclass(frozen=True)
class Watched:
    place: Place
    code: int
    out: str
    err: str
    names: set[str]
    log: str


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """A verbose run over the canaries, with every name below its temporary folder and its home."""
    folder = tmp_path_factory.mktemp("canaries")
    make_canaries(folder / "inbox")
    write_request(folder / "request.toml")
    place, tmp = Place(folder), folder / "tmp"
    tmp.mkdir()
    place.home.mkdir()
    (place.home / "settings.toml").write_text("workers = 2\n", "utf-8")
    with Watch((tmp, place.home)) as watch:
        process = start(place, more=("--verbose",), tmp=tmp)
        out, err = process.communicate(timeout=180)
    log = "".join(path.read_text("utf-8") for path in (place.home / "logs").iterdir())
    return Watched(place, process.returncode, out.decode(), err.decode(), watch.seen, log)


def canaries_in(text: str) -> list[str]:
    return [name for name in CANARIES if name.casefold() in text.casefold()]


def test_the_canaries_were_read_and_some_readers_failed(watched: Watched) -> None:
    assert watched.code == 5
    fates = [row["outcome"] for row in watched.place.manifest()["documents"]]
    assert fates.count("quarantined") >= 6
    assert fates.count("disclosed") + fates.count("withheld") >= 2


def test_no_canary_is_logged(watched: Watched) -> None:
    assert "quarantined" in watched.log
    assert canaries_in(watched.log) == []


def test_no_canary_is_printed(watched: Watched) -> None:
    assert canaries_in(watched.out + watched.err) == []


def test_no_canary_is_a_file_name_in_the_home_or_the_temporary_folder(watched: Watched) -> None:
    assert len(watched.names) > 10
    assert [name for name in watched.names if canaries_in(name)] == []


def test_no_canary_stands_in_what_the_record_keeps_for_good(watched: Watched) -> None:
    internal = watched.place.out / "internal"
    assert canaries_in((internal / "audit.jsonl").read_text("utf-8")) == []
    assert canaries_in((internal / "verification.json").read_text("utf-8")) == []
    assert canaries_in((watched.place.out / "disclosure" / "schedule.csv").read_text("utf-8")) == []


def test_a_review_that_is_unfinished_is_told_without_a_canary(watched: Watched) -> None:
    out = watched.place.folder / "second"
    told = watched.place.redactor("disclose", "SAR-2026-014", "--out", out)
    assert canaries_in(told.out + told.err) == []
