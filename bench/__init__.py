"""How fast it is, always beside something known: `bench/run` (README, Speed).

common        timing in interleaved rounds, statistics, tables
machine       what it was measured on
pages         plan and project page against the admin's list and a bare view
allocation    sharing cents against a Decimal loop and a divmod loop
documents     cards and book against the bare library, a first cut and LibreOffice
workbook      the summary against openpyxl writing the same cells
closing_day   everybody saves at once
distribution  shares of a small body and of a large one, against a plain loop
"""
