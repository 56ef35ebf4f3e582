"""What readers see: figures and words."""
