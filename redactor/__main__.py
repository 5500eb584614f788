"""Let `python -m redactor` do what `redactor` does."""

from redactor.cli.main import main

if __name__ == "__main__":
    main()
