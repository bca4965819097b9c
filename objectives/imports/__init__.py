"""Tables that people paste or upload: guarded, read, compared with what is stored, confirmed.

    lines = lines_of_workbook(uploaded_bytes(file))      or lines_of_text(pasted)
    preview = compare(parse(lines, importer.columns), importer)
    import_table(by=user, read=lambda: preview_again())  in objectives/actions/imports.py

An importer names the columns, the key by which a row is known again, and what is stored; the
engine does the rest. Rows are added and changed, never deleted: the same table twice changes
nothing. Errors name line and column, and nothing is stored while there is one.
"""
