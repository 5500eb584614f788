"""Nothing that redactor uses reports home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FIND_NAMES = """
from redactor.config import shipped_folder
from redactor.detect.names import load_names
assert load_names(shipped_folder("models") / "names").find("Amina Okafor came in.")
"""


def test_the_names_finder_leaves_no_trace_of_a_report_to_its_maker(tmp_path: Path) -> None:
    # ONNX Runtime keeps what it would send, and an identifier of the machine, in the folder for caches; it does not
    # under CI, so that is hidden from it.
    told = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "XDG_", "CI"))}
    hidden = {"CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "BUILD_BUILDID", "TEAMCITY_VERSION"}
    environment = {name: value for name, value in told.items() if name not in hidden} | {"HOME": str(tmp_path)}
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", FIND_NAMES], check=True, cwd=root, env=environment)
    assert not list(tmp_path.rglob("*"))
