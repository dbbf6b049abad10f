"""The town with its committees, made once for all tests of a file."""

from tests.civic.mediation.conftest import built, town

__all__ = ["built", "town"]
