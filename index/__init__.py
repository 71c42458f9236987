"""Turn saved pages into a searchable index."""
