"""An Office file comes in as bytes, what LibreOffice makes of it goes out; the only module that starts it.

LibreOffice fetches linked pictures and templates when it can. So it is started inside the sandbox's child, whose
network is cut off and whose process group dies with it, with a profile of its own that runs no macro, follows no
link, and sends whatever still asks for an address to a port where nobody listens.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from redactor.errors import ReaderFailed, TooLarge

RESTARTS = 81
"""The exit code by which LibreOffice asks to be started again, as it does after it has made its profile."""
STALE_SECONDS = 24 * 3600

_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_IMPORTS = {
    "docx": "MS Word 2007 XML",
    "pptx": "Impress MS PowerPoint 2007 XML",
    "rtf": "Rich Text Format",
    "odt": "writer8",
    "odp": "impress8",
}
"""The filter that reads a kind, named so that LibreOffice does not guess; the old binary formats have several."""
_DEAD_PORT = 9
_SETTINGS: tuple[tuple[str, str, str | int | bool], ...] = (
    ("Common/Security/Scripting", "MacroSecurityLevel", 3),
    ("Common/Security/Scripting", "DisableMacrosExecution", True),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", True),
    ("Common/Misc", "FirstRun", False),
    ("Common/Misc", "UseOpenCL", False),
    ("Common/Save/Document", "AutoSave", False),
    ("Common/Save/Document", "CreateBackup", False),
    ("Writer/Content/Update", "Link", 2),
    ("Calc/Content/Update", "Link", 2),
    ("Recovery/AutoSave", "Enabled", False),
)
_PROXY: tuple[tuple[str, str | int], ...] = (
    ("ooInetProxyType", 2),
    ("ooInetHTTPProxyName", "127.0.0.1"),
    ("ooInetHTTPProxyPort", _DEAD_PORT),
    ("ooInetHTTPSProxyName", "127.0.0.1"),
    ("ooInetHTTPSProxyPort", _DEAD_PORT),
    ("ooInetFTPProxyName", "127.0.0.1"),
    ("ooInetFTPProxyPort", _DEAD_PORT),
    ("ooInetNoProxy", ""),
)
_TYPES = {bool: "xs:boolean", int: "xs:int", str: "xs:string"}
_PAGES = {
    "ExportBookmarks": False,
    "ExportNotes": False,
    "UseTaggedPDF": False,
    "Quality": 90,
    "MaxImageResolution": 300,
}


@dataclass(frozen=True, slots=True)
class Office:
    """LibreOffice, how to start it, and the folder in which it may keep files while it works."""

    program: str
    folder: Path

    def version(self) -> str:
        """What it says of itself; "" where it does not start."""
        with tempfile.TemporaryDirectory() as profile, suppress(OSError, subprocess.SubprocessError):
            command = [self.program, f"-env:UserInstallation={Path(profile).as_uri()}", "--version"]
            told = subprocess.run(  # noqa: S603  a program that this machine has, no shell, no document
                command, capture_output=True, timeout=60, check=False, stdin=subprocess.DEVNULL
            )
            return " ".join(told.stdout.decode("utf-8", "replace").split()[:2])
        return ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one file is turned: LibreOffice, an empty folder of its own, and the time it may take in seconds."""

    program: str
    folder: Path
    seconds: float


def find_office(folder: Path) -> Office | None:
    """LibreOffice as it is installed on this machine, or None."""
    for name in _PROGRAMS:
        if found := shutil.which(name):
            return Office(found, folder)
    return None


@contextmanager
def clear_desk(office: Office, seconds: float) -> Iterator[Desk]:
    """An empty folder below the office's own, which is gone afterwards, even where the child was killed."""
    office.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in office.folder.iterdir():
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(dir=office.folder))
    try:
        yield Desk(office.program, folder, seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_pages(desk: Desk, untrusted: bytes, kind: str) -> bytes:
    """The file as a PDF: tracked changes marked, hidden slides included, no notes pages.

    Raises ReaderFailed where LibreOffice makes none, TooLarge where the desk's time runs out.
    """
    slides = kind in ("pptx", "ppt", "odp")
    wanted = {**_PAGES, "ExportHiddenSlides": True, "ExportNotesPages": False} if slides else _PAGES
    options = {
        name: {"type": {bool: "boolean", int: "long"}[type(value)], "value": str(value).lower()}
        for name, value in wanted.items()
    }
    maker = "impress_pdf_Export" if slides else "writer_pdf_Export"
    return _turn(desk, untrusted, kind, ("pdf", f"pdf:{maker}:{json.dumps(options)}"))


def make_newer(desk: Desk, untrusted: bytes, kind: str, newer: str) -> bytes:
    """An old file in the newer format "docx" or "pptx". Raises as `make_pages` does."""
    return _turn(desk, untrusted, kind, (newer, f"{newer}:{_IMPORTS[newer]}"))


def _turn(desk: Desk, untrusted: bytes, kind: str, target: tuple[str, str]) -> bytes:
    """`target` is the ending of the file that is to come and what LibreOffice calls its format."""
    ending, export = target
    place = Path(tempfile.mkdtemp(dir=desk.folder))
    source, made = place / f"record.{kind}", place / "made"
    source.write_bytes(untrusted)
    profile = desk.folder / "profile"
    _write_profile(profile)
    reading = [f"--infilter={_IMPORTS[kind]}"] if kind in _IMPORTS else []
    command = [
        *_program(desk.program), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--invisible",
        "--norestore", "--nologo", "--nodefault", "--nolockcheck", *reading,
        "--convert-to", export, "--outdir", str(made), str(source),
    ]  # fmt: skip
    until = time.monotonic() + desk.seconds
    if _start(command, desk.folder, until) == RESTARTS:
        _start(command, desk.folder, until)
    answer = made / f"record.{ending}"
    # A locked file ends with code 0 and without an answer, so the answer counts and not the code.
    if not answer.is_file() or not answer.stat().st_size:
        raise ReaderFailed("LibreOffice made nothing of the file")
    return answer.read_bytes()


def _start(command: list[str], folder: Path, until: float) -> int:
    left = until - time.monotonic()
    try:
        return subprocess.run(  # noqa: S603  a fixed command, no shell, names of ours only
            command,
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=max(left, 0.1),
            check=False,
        ).returncode
    except subprocess.TimeoutExpired as error:
        raise TooLarge("LibreOffice took longer than its time limit") from error
    except OSError as error:
        raise ReaderFailed("LibreOffice could not be started") from error


def _program(found: str) -> list[str]:
    """The program itself rather than the script around it, so that it can be stopped and leaves no splash process."""
    inner = Path(found).resolve().parent / "soffice.bin"
    return [str(inner)] if inner.is_file() and os.access(inner, os.X_OK) else [found]


def _environment(folder: Path) -> Mapping[str, str]:
    """Nothing of the user's own: no desktop, no proxy, no home."""
    dead = f"http://127.0.0.1:{_DEAD_PORT}"
    return {
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
        "SAL_DISABLE_OPENCL": "1",
        "http_proxy": dead,
        "https_proxy": dead,
        "ftp_proxy": dead,
    }


def _write_profile(profile: Path) -> None:
    """Settings that stand before the first start; written anew each time, as a hostile file may have had it."""
    lines = [_setting(f"org.openoffice.Office.{path}", name, value) for path, name, value in _SETTINGS]
    lines += [_setting("org.openoffice.Inet/Settings", name, value) for name, value in _PROXY]
    lines.append(_setting("org.openoffice.Setup/L10N", "ooSetupSystemLocale", "en-GB"))
    lines.append(_setting("org.openoffice.Office.Linguistic/General", "DefaultLocale", "en-GB"))
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n' + "\n".join(lines) + "\n</oor:items>\n"
    )
    folder = profile / "user"
    if not folder.exists():
        folder.mkdir(parents=True)
        (folder / "registrymodifications.xcu").write_text(content, "utf-8")


def _setting(path: str, name: str, value: str | int | bool) -> str:
    written = str(value).lower() if isinstance(value, bool) else escape(str(value))
    return (
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse" oor:type="{_TYPES[type(value)]}">'
        f"<value>{written}</value></prop></item>"
    )
