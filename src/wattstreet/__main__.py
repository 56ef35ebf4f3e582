"""`python -m wattstreet`."""

from wattstreet.cli import main

main()
