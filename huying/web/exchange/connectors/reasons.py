"""The refused records of a file, as they stand in it, with line and reason beside each."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from huying.web.exchange.cases.reading import Row
from huying.web.spreadsheets import cell


def written(header: Sequence[str], lines: Iterable[Row], why: Mapping[int, str]) -> bytes:
    """As CSV for a spreadsheet. `why`: line → reason."""
    out = StringIO()
    sheet = csv.writer(out)
    sheet.writerow(map(cell, [*header, "line", "reason"]))
    for row in lines:
        if row.line in why:
            sheet.writerow(map(cell, [*row.cells[: len(header)], row.line, why[row.line]]))
    return out.getvalue().encode("utf-8-sig")
