"""Tables that people paste or upload: guarded, read, compared with what is stored, confirmed.

    guard     what a workbook must be before anything opens it
    lines     a workbook or a pasted block as numbered lines of text cells
    columns   headings, and the fields that read a cell as people write it
    parse     lines as typed rows, each cell with its error
    compare   what the rows would change: `preview(lines, importer)`
    template  the workbook to fill in

An importer names the columns, the key by which a row is known again, and what is stored; the
engine does the rest. Rows are added and changed, never deleted: the same table twice changes
nothing. The form is objectives/forms/imports.py, the write objectives/actions/imports.py.
"""
