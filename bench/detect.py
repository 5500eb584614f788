"""How fast detection is: words of a prepared case per second of processor time, on one thread, as JSON.

    python bench/detect.py HOME CASE

HOME is the home folder in which `redactor case prepare CASE` has run; nothing in it is changed. `words` counts each
document once, though its second readings are searched as well.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from redactor.config import load_settings
from redactor.detect.detector import detect
from redactor.detect.grounds import suggest
from redactor.detect.people import resolve_people
from redactor.tools import tools_for

T = TypeVar("T")


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("case")
    asked = parser.parse_args()
    tools = tools_for(load_settings(asked.home, environment={}))
    cases = tools.store().cases
    case, rules, names = cases.find(asked.case), tools.rulebook(), tools.names()
    documents = tuple(cases.documents(asked.case))
    words = sum(len(document.text.split()) for document in documents)
    names.find(documents[0].text)
    _, by_names = clocked(lambda: [names.find(document.text) for document in documents])
    found, by_document = clocked(lambda: [detect(document, case, rules, names) for document in documents])
    findings = [finding for some in found for finding in some]
    _, by_case = clocked(lambda: suggest(resolve_people(documents, findings, case, rules), case, rules))
    report = {
        "documents": len(documents),
        "words": words,
        "second_readings": sum(len(document.readings) for document in documents),
        "words_per_cpu_second": {
            "names alone": round(words / by_names),
            "each document by itself": round(words / by_document),
            "all of detection, with linking and suggestions": round(words / (by_document + by_case)),
        },
    }
    sys.stdout.write(json.dumps(report, indent=2) + "\n")


def clocked(work: Callable[[], T]) -> tuple[T, float]:
    """What work gives, and the seconds of processor time that it took."""
    began = time.process_time()
    done = work()
    return done, time.process_time() - began


if __name__ == "__main__":
    main()
