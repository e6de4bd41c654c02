"""Writes orders-<rows>-<order>.parquet or .csv into a folder: 20 columns, from a fixed seed, with a few broken rows.

The key is clean; some rows break a pattern, an enum, a range, a cross-column rule, and 0.3% of `income` is empty. ORDER
is `sorted` (the key rises) or `shuffled`. Written by the million, so that memory does not grow with the rows.

    python make_data.py FOLDER ROWS sorted|shuffled parquet|csv
"""

import pathlib
import sys

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

PART = 1_000_000
COUNTRIES = ["AT", "BE", "CH", "DE", "DK", "ES", "FR", "GB", "IT", "NL", "PL", "SE"]
STATUSES = ["new", "paid", "sent", "done", "returned"]
CHANNELS = ["shop", "web", "app", "phone"]
HOSTS = ["example.com", "mail.example.org", "post.example.net"]
NOTES = ["", "call first", "leave with the neighbours", "second floor, left door", "gift, no invoice in the parcel"]
DAY_0 = 19_723  # 2024-01-01


def drawn(random, values, rows):
    return pa.array(values).take(pa.array(random.integers(0, len(values), rows)))


def planted(array, rows, value):
    """The array with other values at some rows."""
    mask = np.zeros(len(array), dtype=bool)
    mask[rows] = True
    return pc.if_else(pa.array(mask), pa.scalar(value, array.type), array)


def emails(random, rows):
    """`user0012345.ab@host`: about 30 characters, the longest column."""
    numbers = pc.cast(pa.array(random.integers(0, 10_000_000, rows)), pa.string())
    ends = drawn(random, [".ab", ".cd_e", "-fgh", "+list"], rows)
    users = pc.binary_join_element_wise("user", pc.utf8_lpad(numbers, 8, "0"), ends, "")
    return pc.binary_join_element_wise(users, drawn(random, HOSTS, rows), "@")


def part(random, ids):
    rows = len(ids)
    numbers = pc.cast(pa.array(random.integers(0, 100_000_000, rows)), pa.string())
    ordered = DAY_0 + random.integers(0, 700, rows)
    shipped = ordered + random.integers(0, 20, rows)
    late = random.integers(0, rows, 3)
    shipped[late] = ordered[late] - 1
    age = random.integers(18, 95, rows)
    age[random.integers(0, rows, 2)] = 200
    amount = np.round(random.gamma(2.0, 40.0, rows), 2)
    return pa.table(
        {
            "id": pa.array(ids),
            "customer": planted(
                planted(pc.binary_join_element_wise("C", pc.utf8_lpad(numbers, 8, "0"), ""), random.integers(0, rows, 3), "c123"),
                random.integers(0, rows, 2),
                None,
            ),
            "email": planted(emails(random, rows), random.integers(0, rows, 4), "nobody at home.example"),
            "country": planted(drawn(random, COUNTRIES, rows), random.integers(0, rows, 3), "XX"),
            "status": drawn(random, STATUSES, rows),
            "channel": drawn(random, CHANNELS, rows),
            "ordered": pa.array(ordered.astype(np.int32)).cast(pa.date32()),
            "shipped": pa.array(shipped.astype(np.int32), mask=random.random(rows) < 0.05).cast(pa.date32()),
            "age": pa.array(age, mask=random.random(rows) < 0.02),
            "income": pa.array(np.round(random.lognormal(10.4, 0.5, rows), 0), mask=random.random(rows) < 0.003),
            "amount": pa.array(amount),
            "discount": pa.array(np.round(random.random(rows) * 0.9, 3)),
            "quantity": pa.array(random.integers(1, 30, rows)),
            "tax": pa.array(np.round(amount * 0.19, 2)),
            "score": pa.array(np.round(random.normal(0, 1, rows), 6)),
            "rating": pa.array(random.integers(1, 6, rows)),
            "latitude": pa.array(np.round(random.uniform(36, 60, rows), 5)),
            "longitude": pa.array(np.round(random.uniform(-9, 24, rows), 5)),
            "returning": pa.array(random.random(rows) < 0.4),
            "note": drawn(random, NOTES[1:], rows),
        }
    )


def main():
    folder, rows, order, form = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    random = np.random.default_rng(rows)
    ids = np.arange(1, rows + 1) if order == "sorted" else np.random.default_rng(1).permutation(rows) + 1
    path = folder / f"orders-{rows}-{order}.{form}"
    half = path.with_suffix(".half")
    parts = (part(random, ids[start : start + PART]) for start in range(0, rows, PART))
    first = next(parts)
    if form == "parquet":
        writer = pyarrow.parquet.ParquetWriter(half, first.schema)
        write = lambda table: writer.write_table(table, row_group_size=122_880)
    else:
        writer = pyarrow.csv.CSVWriter(half, first.schema, write_options=pyarrow.csv.WriteOptions(quoting_style="needed"))
        write = writer.write_table
    with writer:
        write(first)
        for table in parts:
            write(table)
    half.rename(path)


if __name__ == "__main__":
    main()
