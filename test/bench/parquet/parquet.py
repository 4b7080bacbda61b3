"""Parquet for the drift bench: files as pandas writes them, and what DuckDB takes to look at every value of one.

    python3 parquet.py write TABLE.csv OUT.parquet...    each OUT ends in -snappy, -zstd or -none, which is how it is packed
    python3 parquet.py sum FILE.parquet                  sums of the numbers, and of the lengths of the texts, in one thread

`write` needs pandas and pyarrow, `sum` DuckDB. `sum` prints wall and processor milliseconds of the whole process and of
the query alone, and peak MiB.
"""

import json
import resource
import sys
import time


def write(table, files):
    import pandas as pd

    rows = pd.read_csv(table)
    for file in files:
        packed = file.removesuffix(".parquet").rsplit("-", 1)[1]
        rows.to_parquet(file, compression=None if packed == "none" else packed, index=False)


def total(file):
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads=1")
    columns = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [file]).fetchall()
    sums = ", ".join(
        f'sum(strlen("{name}"))' if kind == "VARCHAR" else f'sum("{name}")' for name, kind, *_ in columns
    )
    cpu = time.process_time()
    connection.execute(f"SELECT {sums} FROM read_parquet(?)", [file]).fetchall()
    return {
        "wall": (time.perf_counter() - STARTED) * 1000,
        "query": (time.process_time() - cpu) * 1000,
        "cpu": time.process_time() * 1000,
        "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


STARTED = time.perf_counter()
if sys.argv[1] == "write":
    write(sys.argv[2], sys.argv[3:])
else:
    print(json.dumps(total(sys.argv[2])))
