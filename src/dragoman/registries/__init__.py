"""Other people's lists of actors, read into a registry of our own form, which `Coder(registry=…)` loads on top.

One module a format, each an iterator over `Listed | BadRow`: a row that cannot be read comes back as a `BadRow` that
names its line, and the rows beside it go on. `to_tsv` writes what was read.

from pathlib import Path
rows = list(read_sheet(Path("mine.csv")))
Path("mine.tsv").write_bytes(b"".join(to_tsv(row for row in rows if isinstance(row, Listed))))
"""

from dragoman.registries.petrarch import read_petrarch
from dragoman.registries.rows import BadRow, Listed, Period, to_tsv
from dragoman.registries.sheet import read_sheet
from dragoman.registries.wikidata import read_wikidata

__all__ = ["BadRow", "Listed", "Period", "read_petrarch", "read_sheet", "read_wikidata", "to_tsv"]
