"""The tables that authors keep beside the data: CSV with a header, a fixed set of columns."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from kzgraph.errors import MissingFileError, SyntaxInFileError


def read_table(path: Path, columns: tuple[str, ...]) -> tuple[tuple[int, list[str]], ...]:
    """Read a table.

    Args:
        path: the file.
        columns: what its first line must be.

    Returns:
        For each row its 1-based (last) line in the file, and as many cells as there are columns.

    Raises:
        MissingFileError: there is no such file.
        SyntaxInFileError: not UTF-8, another header, or a row with more or fewer cells.
    """
    header = ",".join(columns)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise MissingFileError(path, f"the table {header} is not there") from error
    except UnicodeDecodeError as error:
        raise SyntaxInFileError(path, f"not UTF-8: {error.reason}") from error
    reader = csv.reader(io.StringIO(text))
    if tuple(next(reader, ())) != columns:
        raise SyntaxInFileError(path, f"the first line must be {header}", line=1)
    rows: list[tuple[int, list[str]]] = []
    for cells in reader:
        if len(cells) != len(columns):
            raise SyntaxInFileError(
                path,
                f"{len(cells)} columns instead of {header}",
                line=reader.line_num,
                remedy="put quotes around a cell that holds a comma",
            )
        rows.append((reader.line_num, cells))
    return tuple(rows)
