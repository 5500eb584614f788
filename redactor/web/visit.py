"""Who makes the request that is being answered, and what they were shown: set at the door, asked anywhere behind it.

One app answers many people, and the routes were written for one; so the present visitor travels with the request's
context and not through every signature. Outside a request there is none, and asking for one is an error.
"""

from __future__ import annotations

from contextvars import ContextVar

from redactor.domain.account import Account
from redactor.domain.reviewer import Reviewer
from redactor.store.views import View


class Visit:
    """One request of one person: `who` they are where the request leads, and what its answer shows of the records."""

    def __init__(self, account: Account, *, signed_in: bool = False) -> None:
        self.account = account
        self.signed_in = signed_in
        self.who: Reviewer = account.overall()
        self.reference = ""
        self.view: View | None = None


_PRESENT: ContextVar[Visit] = ContextVar("visit")


def set_visit(visit: Visit) -> None:
    """Make this the visit that the present request is."""
    _PRESENT.set(visit)


def present_visit() -> Visit:
    """The visit that the present request is; raises LookupError outside a request that was let in."""
    return _PRESENT.get()
