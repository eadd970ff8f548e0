"""Resources as files of other programs: spreadsheets (CSV) and reference managers (BibTeX), in both directions.

`reading` says of each line what would come of it, `csv_file` and `bibtex` know the two shapes.
"""
