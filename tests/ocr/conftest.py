from __future__ import annotations

from pathlib import Path

import pytest

from redactor.ocr.engine import ENGINES, OcrEngine

TESSDATA = Path(__file__).parents[2] / "models" / "tessdata"


@pytest.fixture(scope="session")
def engine() -> OcrEngine:
    return ENGINES["tesseract"](TESSDATA)
