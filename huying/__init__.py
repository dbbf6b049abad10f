"""Huying 呼应: a call, and an answer."""

__version__ = "0.1.0"
