"""Chips, halls, fleets and the services they sell."""
