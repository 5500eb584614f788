"""What every form of the review page is held to: sizes, characters, and no field that was not asked for."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(max_length=100, pattern=r"^[0-9.]+(-[0-9a-f]+)?$")]
PersonId = Annotated[str, StringConstraints(max_length=40, pattern=r"^p-[0-9a-f]+$")]
Code = Annotated[str, StringConstraints(max_length=40, strip_whitespace=True)]
FreeText = Annotated[str, StringConstraints(max_length=4000, strip_whitespace=True, pattern=r"^[^\x00]*$")]
ShortText = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True, pattern=r"^[^\x00]*$")]
Points = Annotated[float, Field(ge=-10_000, le=100_000, allow_inf_nan=False)]
ActKey = Annotated[str | None, StringConstraints(max_length=80, pattern=r"^[A-Za-z0-9-]+$")]
"""The sender's own name for an act (header Idempotency-Key), so that it is done once however often it is sent."""


class Form(BaseModel):
    """A form that takes its own fields only."""

    model_config = ConfigDict(extra="forbid", frozen=True)
