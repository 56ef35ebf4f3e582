"""Five blocks that never import each other."""
