"""Output and wealth of the countries."""
