"""Writes predictions-<rows>.parquet and .csv into a folder: target, probability, a slice column of 50 values.

Usage: python make_data.py FOLDER ROWS
"""
import pathlib
import sys

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

folder, rows = pathlib.Path(sys.argv[1]), int(sys.argv[2])
random = np.random.default_rng(rows)
score = random.beta(1.2, 3.0, rows)
segments = pa.array([f"segment {i:02d}" for i in range(50)])
table = pa.table(
    {
        "y_true": (random.random(rows) < score).astype(np.int64),
        "y_score": score,
        "segment": segments.take(pa.array(random.integers(0, 50, rows))),
    }
)
pyarrow.parquet.write_table(table, folder / f"predictions-{rows}.parquet")
pyarrow.csv.write_csv(table, folder / f"predictions-{rows}.csv")
