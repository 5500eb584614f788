"""What can be done about a source in quarantine."""

from __future__ import annotations

from redactor.errors import SourceError


def remedy_for(reason: str) -> str:
    """What can be done about a source that stands in quarantine for that reason; "" where nothing is known."""
    pending = list(SourceError.__subclasses__())
    while pending:
        kind = pending.pop(0)
        if kind.reason == reason:
            return kind.remedy
        pending += kind.__subclasses__()
    return _REMEDIES.get(reason, "")


_REMEDIES = {
    "empty": "The file holds no bytes. Ask the sender for it again.",
    "unreadable": "The file could not be opened on this disk. Check its permissions and add the folder again.",
    "unsupported_packing": "Unpack the archive with another program and add what is in it.",
}
