"""Writes the small Parquet files that the tests read, and the same rows as CSV and JSON lines.

    pip install pyarrow==21.0.0 fastparquet==2024.11.0 pandas==2.3.3 polars==1.32.0 duckdb==1.3.2
    python make_parquet.py        writes into parquet/ beside this file

The same tables by four libraries, with the codecs, encodings and page versions that they can write. Deterministic but for
what the libraries write about themselves.
"""

import datetime
import decimal
import json
import pathlib
import random

import duckdb
import fastparquet
import polars
import pyarrow
import pyarrow.parquet

FOLDER = pathlib.Path(__file__).parent / "parquet"
UTC = datetime.timezone.utc
PURPOSES = ["car", "home, new", "études", "travel"]


def loans(seed, rows, factor=1.0):
    chance = random.Random(seed)
    maybe = lambda value, share=0.05: None if chance.random() < share else value
    opened = datetime.datetime(2026, 3, 1, tzinfo=UTC)
    return {
        "amount": [maybe(round(chance.lognormvariate(8, 0.5) * factor, 2)) for _ in range(rows)],
        "age": [chance.randint(18, 90) for _ in range(rows)],
        "income": [maybe(chance.randint(-5, 10**11)) for _ in range(rows)],
        "ratio": [maybe(chance.gauss(0, 1)) for _ in range(rows)],
        "employed": [maybe(chance.random() < 0.8) for _ in range(rows)],
        "purpose": [maybe(chance.choice(PURPOSES)) for _ in range(rows)],
        "reference": [f"loan-{chance.randint(0, 10**6):06d}" for _ in range(rows)],
        "opened": [maybe(opened + datetime.timedelta(hours=i % 48, microseconds=250_000 * (i % 3))) for i in range(rows)],
        "born": [datetime.date(1960, 1, 1) + datetime.timedelta(days=chance.randint(-4000, 9000)) for _ in range(rows)],
        "price": [maybe(decimal.Decimal(chance.randint(-10**6, 10**9)).scaleb(-2)) for _ in range(rows)],
        "doors": [chance.randint(0, 255) for _ in range(rows)],
    }


SCHEMA = pyarrow.schema(
    [
        ("amount", pyarrow.float64()),
        pyarrow.field("age", pyarrow.int32(), nullable=False),
        ("income", pyarrow.int64()),
        ("ratio", pyarrow.float32()),
        ("employed", pyarrow.bool_()),
        ("purpose", pyarrow.string()),
        ("reference", pyarrow.string()),
        ("opened", pyarrow.timestamp("us", tz="UTC")),
        ("born", pyarrow.date32()),
        ("price", pyarrow.decimal128(12, 2)),
        pyarrow.field("doors", pyarrow.uint8(), nullable=False),
    ]
)


def plain(value):
    """A cell as text files hold it."""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S") + f".{value.microsecond:06d}".rstrip("0").rstrip(".") + "Z"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return float(value)
    return value


def text_of(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    text = repr(value) if isinstance(value, float) else str(value)
    return f'"{text}"' if "," in text else text


def texts(name, table):
    rows = [{key: plain(cell) for key, cell in row.items()} for row in table.to_pylist()]
    with open(FOLDER / f"{name}.csv", "w", encoding="utf-8") as file:
        file.write(",".join(rows[0]) + "\n")
        file.writelines(",".join(text_of(cell) for cell in row.values()) + "\n" for row in rows)
    with open(FOLDER / f"{name}.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write(name, table, **options):
    pyarrow.parquet.write_table(table, FOLDER / f"{name}.parquet", **options)


def main():
    FOLDER.mkdir(exist_ok=True)
    rows = pyarrow.table(loans(1, 400), SCHEMA)
    later = pyarrow.table(loans(2, 300, 1.6), SCHEMA)
    texts("loans", rows)
    texts("later", later)
    write("later", later, compression="snappy", row_group_size=128)
    for codec in ["snappy", "gzip", "zstd", "brotli", "none", "lz4"]:
        write(f"pyarrow-{codec}", rows, compression=codec, row_group_size=150)
    write("pyarrow-plain", rows, use_dictionary=False, compression="snappy", write_page_checksum=True, data_page_size=512)
    write(
        "pyarrow-deltas",
        rows,
        data_page_version="2.0",
        use_dictionary=False,
        compression="zstd",
        data_page_size=512,
        column_encoding={
            "amount": "BYTE_STREAM_SPLIT",
            "ratio": "BYTE_STREAM_SPLIT",
            "age": "DELTA_BINARY_PACKED",
            "doors": "DELTA_BINARY_PACKED",
            "income": "DELTA_BINARY_PACKED",
            "employed": "RLE",
            "purpose": "DELTA_LENGTH_BYTE_ARRAY",
            "reference": "DELTA_BYTE_ARRAY",
            "opened": "DELTA_BINARY_PACKED",
            "born": "DELTA_BINARY_PACKED",
        },
    )
    write("pyarrow-int96", rows, use_deprecated_int96_timestamps=True)
    polars.from_arrow(rows).write_parquet(FOLDER / "polars.parquet", row_group_size=200)
    duckdb.sql(f"COPY (SELECT * FROM rows) TO '{FOLDER}/duckdb.parquet' (FORMAT parquet)")
    frame = rows.drop_columns(["born", "price", "opened"]).to_pandas()
    frame["income"] = frame["income"].astype("Int64")
    frame["employed"] = frame["employed"].astype("boolean")
    fastparquet.write(str(FOLDER / "fastparquet.parquet"), frame, compression="GZIP", row_group_offsets=[0, 130, 260])
    write("empty", rows.slice(0, 0))
    write(
        "nested",
        pyarrow.table({"amount": [1.0, 2.0], "tags": [["a"], ["b", "c"]], "place": [{"x": 1}, {"x": 2}], "last": ["a", None]}),
    )
    write(
        "odd-types",
        pyarrow.table(
            {
                "identifier": pyarrow.array([2**53 + 1, 7, None], pyarrow.int64()),
                "digest": pyarrow.array([2**64 - 1, 1, None], pyarrow.uint64()),
                "bytes": pyarrow.array([b"\x00\xff", b"", None], pyarrow.binary()),
                "clock": pyarrow.array([1, 2, None], pyarrow.time32("s")),
                "nothing": pyarrow.array([None, None, None], pyarrow.null()),
                "infinite": pyarrow.array([float("inf"), float("-inf"), float("nan")], pyarrow.float64()),
                "local": pyarrow.array([0, -1, None], pyarrow.timestamp("ns")),
                "wide": pyarrow.array([decimal.Decimal("123456789012345678901234567.8901"), decimal.Decimal("-0.0001"), None]),
            }
        ),
    )


main()
