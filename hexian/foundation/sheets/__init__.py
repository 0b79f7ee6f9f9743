"""Spreadsheets as untrusted input: workbooks and text tables in, rows of text out; error sheets and exports written."""

from hexian.foundation.sheets.books import Book, Sheet, open_sheet
from hexian.foundation.sheets.rows import Row
from hexian.foundation.sheets.writing import CsvWriter, WorkbookWriter, safe

__all__ = ["Book", "CsvWriter", "Row", "Sheet", "WorkbookWriter", "open_sheet", "safe"]
