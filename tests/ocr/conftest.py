from __future__ import annotations

from pathlib import Path

import pytest

from redactor.ocr.engine import ENGINES, WAYS, OcrEngine, Readers, make_readers

TESSDATA = Path(__file__).parents[2] / "models" / "tessdata"


@pytest.fixture(scope="session")
def engine() -> OcrEngine:
    return ENGINES["tesseract"](TESSDATA)


@pytest.fixture(scope="session")
def alone(engine: OcrEngine) -> Readers:
    return Readers(engine)


@pytest.fixture(scope="session")
def thorough() -> Readers:
    return make_readers(WAYS["thorough"], TESSDATA)
