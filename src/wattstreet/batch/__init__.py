"""One run and many, through the same kernel."""
