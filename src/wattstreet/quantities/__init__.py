"""Numbers with units and intervals: read from what people write, and checked before they are compared."""
