"""The columns of a statement against the fields of its record: names, types, documents, None."""
