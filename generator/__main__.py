"""`python -m generator` is `tidegate`."""

from generator.cli.main import main

main()
