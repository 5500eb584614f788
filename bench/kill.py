"""Kill a whole run again and again and see that nothing changes: `python bench/kill.py [--sample pupil] [--kills 10]`.

The sample is run once undisturbed, then in another home with the process group killed at seeded random moments
(SIGKILL, as a power cut would) and begun again until it ends by itself. JSON to stdout; exit code 1 where bundle
text, files or findings differ, or the chain of the log is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import pymupdf

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

from redactor.store.store import open_store  # noqa: E402


def start(sample: Path, home: Path, out: Path) -> subprocess.Popen[bytes]:
    """`redactor run` on the sample in a process group of its own."""
    command = [
        sys.executable, "-m", "redactor", "--home", str(home), "run", str(sample / "input"),
        "--request", str(sample / "request.toml"), "--out", str(out), "--approve", "suggested",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)


def what_came_out(home: Path, out: Path, reference: str) -> dict[str, object]:
    """Everything that must be the same, whatever happened on the way; raises AuditBroken."""
    with pymupdf.open(out / "disclosure" / "bundle.pdf") as paper:
        text = [page.get_text() for page in paper]
    with open_store(home) as store:
        store.audit.verify_chain(reference)
        return {
            "text": text,
            "files": [(source.id, source.path, source.state.value) for source in store.cases.sources(reference)],
            "findings": sorted(finding.id for finding in store.reviews.findings(reference)),
            "decisions": len(store.reviews.decisions(reference)),
            "releases": len(store.releases.of(reference)),
        }


def run_killed(sample: Path, home: Path, out: Path, *, moments: list[float]) -> int:
    """Run, killed at each of the moments (seconds after the start), then to the end; how many kills found it alive."""
    killed = 0
    for moment in moments:
        process = start(sample, home, out)
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            killed += 1
        if out.exists():
            return killed
    start(sample, home, out).wait()
    return killed


def main() -> None:
    """Run both and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", choices=["pupil", "staff"], default="pupil")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    sample = CHECKOUT / "samples" / chosen.sample
    reference = tomllib.loads((sample / "request.toml").read_text("utf-8"))["request"]["reference"]
    with tempfile.TemporaryDirectory(prefix="kill") as made:
        folder, chance = Path(made), random.Random(chosen.seed)
        started = time.perf_counter()
        start(sample, folder / "home", folder / "out").wait()
        seconds = time.perf_counter() - started
        moments = [chance.uniform(1.0, seconds / 3) for _ in range(chosen.kills)]
        killed = run_killed(sample, folder / "home2", folder / "out2", moments=moments)
        undisturbed = what_came_out(folder / "home", folder / "out", reference)
        disturbed = what_came_out(folder / "home2", folder / "out2", reference)
    differing = [name for name in undisturbed if undisturbed[name] != disturbed[name]]
    print(json.dumps({"sample": chosen.sample, "seconds": round(seconds, 1), "killed": killed, "differing": differing}))
    raise SystemExit(bool(differing))


if __name__ == "__main__":
    main()
