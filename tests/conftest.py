"""For every test: no key of a test's home folder goes into the keyring of whoever runs the tests."""

from __future__ import annotations

import os

os.environ["REDACTOR_KEY_PLACE"] = "file"
