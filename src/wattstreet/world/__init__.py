"""The typed picture of the start month: firms, deals, regions, technologies, and every assumption by name."""
