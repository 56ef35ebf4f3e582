"""Words of no field: arrays, axes, units, declarations, random streams, errors."""
