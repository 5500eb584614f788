"""redactor: subject access requests, from the heap of files to the verified bundle."""

import os

__version__ = "0.1.0"

# ONNX Runtime reports its use to its maker from version 1.29 on unless it is told not to before it is loaded, so it is
# told here, where nothing can come first. Two names, because releases differ.
os.environ["ORT_DISABLE_TELEMETRY"] = os.environ["ORT_TELEMETRY_DISABLED"] = "1"
