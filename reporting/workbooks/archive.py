"""A workbook as bytes, the same for the same content.

openpyxl stamps the present moment on the file and on each of its parts; here the moment is the
one the data are from, so that two downloads of unchanged data do not differ.
"""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter


def workbook_bytes(book: Workbook, moment: datetime) -> bytes:
    """Write the workbook, which cannot be changed afterwards. `moment` is aware, after 1980."""
    moment = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.created = book.properties.modified = moment
    buffer = io.BytesIO()
    with _DatedZip(buffer, moment) as archive:
        ExcelWriter(book, archive).save()
    return buffer.getvalue()


class _DatedZip(ZipFile):
    """An archive whose parts all carry one date."""

    def __init__(self, buffer: io.BytesIO, moment: datetime) -> None:
        super().__init__(buffer, "w", ZIP_DEFLATED)
        self._moment = moment

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        info = ZipInfo(zinfo_or_arcname, self._moment.timetuple()[:6])
        info.compress_type = ZIP_DEFLATED
        super().writestr(info, data, *args, **kwargs)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        self.writestr(arcname, Path(filename).read_bytes())
