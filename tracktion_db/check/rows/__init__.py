"""How many rows a statement answers, and in which order: proved by ``uniqueness``."""
