"""redactor: subject access requests, from the heap of files to the verified bundle."""

__version__ = "0.1.0"
