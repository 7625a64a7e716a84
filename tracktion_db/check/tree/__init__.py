"""The server's analysed tree of a statement: ``text`` reads it, ``nodes`` says what is in it."""

from .text import TreeError, read_nodes, read_queries

__all__ = ["TreeError", "read_nodes", "read_queries"]
