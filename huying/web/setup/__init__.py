"""A city from plain files, and back: `huying setup DIR`, `huying export setup DIR`."""

from .loading import check, explained, load
from .report import Problem, Summary
from .writing import write

__all__ = ["Problem", "Summary", "check", "explained", "load", "write"]
