"""Rows that belong to people: what says so, and whether a statement keeps to one person's."""

from __future__ import annotations

from .rule import check_owner

__all__ = ["check_owner"]
