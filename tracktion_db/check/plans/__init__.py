"""Whether an index serves what a statement asks, from generic plans that do not look at the data."""
