"""Huying 呼应: a call, and an answer."""

import os

__version__ = "0.1.0"

# Workbooks are read by defusedxml. lxml, which is here for the Word papers, opens entities.
os.environ.setdefault("OPENPYXL_LXML", "False")
