"""Huying 呼应: a call, and an answer."""

import os

__version__ = "0.1.0"

os.environ.setdefault("OPENPYXL_LXML", "False")  # workbooks are read by defusedxml; lxml, here for Word papers, opens entities
