"""Every error a caller may meet, each with its exit code and a remedy.

RedactorError
├── SettingsError            3   settings or rules do not load
│   ├── RuleError
│   ├── RosterError
│   ├── RequestError
│   ├── ImportRefused
│   ├── EvidenceRefused
│   └── CorrectionRefused
├── MissingTool              4   a program or a data file is not installed
│   ├── NoOcrEngine
│   ├── NoNameModel
│   ├── NoPassageModel
│   └── NoOffice
├── SourceError              5   some sources could not be read; the rest were
│   ├── Encrypted
│   ├── Damaged
│   ├── TooLarge
│   │   └── Bomb
│   ├── UnknownKind
│   ├── NeedsRenderer
│   └── ReaderFailed
├── ReviewUnfinished         6   disclose was asked for too early
│   ├── NoDecision
│   ├── SignOffMissing
│   ├── OpinionExpired
│   └── OnHold
├── LeakFound                7   verify failed; no bundle exists
│   ├── TextLeft
│   ├── PixelsLeft
│   ├── MetadataLeft
│   └── BytesLeft
├── StoreError               8   the record cannot be trusted or used now
│   ├── CaseExists
│   ├── NoSuchCase
│   │   └── Purged
│   ├── AccountRefused
│   │   └── NoSuchAccount
│   ├── Conflict
│   ├── Locked
│   │   └── Disclosed
│   ├── AuditBroken
│   ├── KeyLost
│   └── SchemaTooNew
├── OutputRefused            9   would overwrite
│   ├── OutputExists
│   └── OutputIsSource
└── NotAllowed              10   somebody's duty, or the two-person rule, forbids it

Messages name ids and page numbers, never text from a document.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process tells the shell; documented in docs/exit-codes.md."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    SETTINGS = 3
    MISSING_TOOL = 4
    SOURCES_LEFT = 5
    REVIEW_UNFINISHED = 6
    LEAK_FOUND = 7
    STORE = 8
    OUTPUT_REFUSED = 9
    NOT_ALLOWED = 10
    INTERRUPTED = 130


class RedactorError(Exception):
    """Anything redactor refuses to do, with the exit code it ends in and what the user can do about it."""

    exit_code: ExitCode = ExitCode.UNEXPECTED
    remedy: str = ""

    def __init__(self, message: str = "", *, remedy: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").rstrip("."))
        if remedy:
            self.remedy = remedy


class SettingsError(RedactorError):
    """A setting or a rule file does not load."""

    exit_code = ExitCode.SETTINGS
    remedy = "Correct the named file and run the command again."


class RuleError(SettingsError):
    """A rule file has a mistake; the message names the file and the line."""


class RosterError(SettingsError):
    """The list of known people contradicts itself."""


class RequestError(SettingsError):
    """The request file does not load; the message names the key."""

    remedy = "See docs/request.md for the keys; the smallest legal file has a subject's name and a received date."


class ImportRefused(SettingsError):
    """A file of decisions has rows that cannot be taken; the message names each row, and none was taken."""

    remedy = "Correct the named rows, or export the decisions again, and import the file anew."


class EvidenceRefused(SettingsError):
    """Evidence, an opinion or a signature does not fit what it is meant for; it was not put on record."""

    remedy = "Look at `redactor evidence waiting CASE` for what is asked for, and enter it again."


class CorrectionRefused(SettingsError):
    """Something said about a person does not fit the people of the case; nothing was changed."""

    remedy = "Look at the people of the case again: redactor case people CASE."


class MissingTool(RedactorError):
    """A program or a data file that the work needs is not installed."""

    exit_code = ExitCode.MISSING_TOOL
    remedy = "Run `redactor doctor` to see what is missing and how to get it."


class NoOcrEngine(MissingTool):
    """No OCR engine or no OCR language file was found."""


class NoNameModel(MissingTool):
    """The names model was not found."""


class NoPassageModel(MissingTool):
    """The passages model was not found."""


class NoOffice(MissingTool):
    """LibreOffice was asked for by the settings and was not found."""

    remedy = 'Install LibreOffice, or set office = "auto" to read Word and slide files without it.'


class SourceError(RedactorError):
    """A source could not be read; it stands in quarantine with its reason."""

    exit_code = ExitCode.SOURCES_LEFT
    reason: str = "unreadable"
    remedy = "Ask the sender for the file again, or withhold it: redactor case withhold CASE DOCUMENT."


class Encrypted(SourceError):
    """A source is locked with a password."""

    reason = "encrypted"
    remedy = (
        "Write its password into a text file, one a line, and add the same folder again: redactor case add CASE FOLDER "
        "--password-file FILE. Unpack an AES zip archive by hand; or ask the sender for an unlocked copy."
    )


class Damaged(SourceError):
    """A source is cut short or broken."""

    reason = "damaged"
    remedy = "Ask the sender for the file again."


class TooLarge(SourceError):
    """A source exceeds a limit on bytes, pixels, pages, depth, memory or time."""

    reason = "too_large"
    remedy = "Split the file, or raise the named limit in the settings if you trust where it came from."


class Bomb(TooLarge):
    """A packed source unpacks to absurdly more than it is: it was made to do harm."""

    reason = "zip_bomb"
    remedy = "Do not open it. Ask the sender what it is, or withhold it: redactor case withhold CASE DOCUMENT."


class UnknownKind(SourceError):
    """A source is of a kind that redactor cannot read."""

    reason = "unsupported"
    remedy = "Save it as PDF, or export it as .eml, and add it again."


class NeedsRenderer(SourceError):
    """A source is of a format that only LibreOffice reads, and there is none here or it may not be used."""

    reason = "needs_renderer"
    remedy = "Install LibreOffice and add the file again, or save it as PDF in its own program and add that."


class ReaderFailed(SourceError):
    """The reader of a source crashed or was stopped."""

    reason = "reader_failed"
    remedy = "Open the file in its own program, save it as PDF, and add it again."


class ReviewUnfinished(RedactorError):
    """Disclosure was asked for while something is unread or undecided."""

    exit_code = ExitCode.REVIEW_UNFINISHED
    remedy = "Run `redactor review` and decide what is listed."


class NoDecision(ReviewUnfinished):
    """A finding has no decision."""


class SignOffMissing(ReviewUnfinished):
    """A decision lacks the evidence or the sign-off that its ground demands."""


class OpinionExpired(ReviewUnfinished):
    """A professional's opinion is too old to rely on."""


class OnHold(ReviewUnfinished):
    """A finding is held for a person's judgement."""


class LeakFound(RedactorError):
    """Withheld content was found in the finished pages; no bundle exists."""

    exit_code = ExitCode.LEAK_FOUND
    remedy = "Do not send anything. Run the command again with --verbose and report the named page."


class TextLeft(LeakFound):
    """Withheld text can still be read."""


class PixelsLeft(LeakFound):
    """Withheld ink can still be seen."""


class MetadataLeft(LeakFound):
    """Withheld text stands in properties, bookmarks, links or attachments."""


class BytesLeft(LeakFound):
    """Withheld text stands in the raw bytes of the file."""


class StoreError(RedactorError):
    """The record cannot be trusted or used now."""

    exit_code = ExitCode.STORE
    remedy = "Check that the home folder is writable and that no other process holds it."


class CaseExists(StoreError):
    """A case with this reference exists with another request."""

    remedy = "Use another reference, or another --home."


class NoSuchCase(StoreError):
    """No case has this reference."""

    remedy = "Run `redactor case list` to see the cases."


class Purged(NoSuchCase):
    """The case was purged: its records and its key are destroyed, and the proof of that is what is left."""

    remedy = "Run `redactor audit verify CASE` to see the proof."


class AccountRefused(StoreError):
    """An account cannot be made or changed so."""

    remedy = "Run `redactor users list` to see the accounts; a name that was removed is not given again."


class NoSuchAccount(AccountRefused):
    """Nobody of this name may sign in."""


class Conflict(StoreError):
    """Somebody else changed this in the meantime."""

    remedy = "Look at the present state and decide again."


class Locked(StoreError):
    """The case is restricted, or another process works on it at this moment."""

    remedy = "Wait for the other process, or lift the restriction, and run the command again."


class Disclosed(Locked):
    """The case is locked, because it was disclosed."""

    remedy = "Reopen it for another version: redactor case reopen CASE --reason TEXT."


class AuditBroken(StoreError):
    """The audit log has been altered or is incomplete."""

    remedy = "Restore the case from a backup and find out who had access to the home folder."


class KeyLost(StoreError):
    """The key that the stored cases are sealed with is not at hand."""

    remedy = "Run it as the account that made the cases, or bring the key's copy back: redactor key import FILE."


class SchemaTooNew(StoreError):
    """The database was written by a newer version of redactor."""

    remedy = "Install the newer version."


class OutputRefused(RedactorError):
    """The output would overwrite something."""

    exit_code = ExitCode.OUTPUT_REFUSED
    remedy = "Name a folder that does not exist yet."


class OutputExists(OutputRefused):
    """The output folder exists already."""


class OutputIsSource(OutputRefused):
    """The output folder lies inside the input folder, or the other way round."""


class NotAllowed(RedactorError):
    """What somebody wants to do is not among their duties, or may not be done by the same person."""

    exit_code = ExitCode.NOT_ALLOWED
    remedy = "Ask somebody whose duty it is; the data protection officer of the case gives duties."
