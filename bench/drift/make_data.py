"""Writes was-<rows>.parquet and now-<rows>.parquet into a folder: 20 columns, from fixed seeds, three of them shifted.

Twelve numbers (some whole, one with missing values), eight categories of 2 to 200 values.

    python make_data.py FOLDER ROWS
"""

import pathlib
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet

folder, rows = pathlib.Path(sys.argv[1]), int(sys.argv[2])


def table(seed, shift):
    random = np.random.default_rng(seed)
    columns = {}
    for number in range(6):
        columns[f"normal_{number}"] = pa.array(random.normal(shift if number == 0 else 0.0, 1.0, rows))
    for number in range(3):
        columns[f"amount_{number}"] = pa.array(np.round(random.gamma(2.0, 40.0 * (1 + shift if number == 1 else 1), rows), 2))
    columns["age"] = pa.array(random.integers(18, 95, rows))
    columns["visits"] = pa.array(random.poisson(3.0, rows))
    columns["income"] = pa.array(random.lognormal(10.4, 0.5, rows), mask=random.random(rows) < 0.03)
    for number, distinct in enumerate([2, 3, 5, 8, 12, 30, 50, 200]):
        weights = 1.0 / np.arange(1, distinct + 1)
        if number == 3:
            weights[-1] += 4 * shift
        values = pa.array([f"value {index:03d}" for index in range(distinct)])
        columns[f"kind_{number}"] = values.take(pa.array(random.choice(distinct, rows, p=weights / weights.sum())))
    return pa.table(columns)


for name, seed, shift in [("was", 11, 0.0), ("now", 12, 0.5)]:
    pyarrow.parquet.write_table(table(seed, shift), folder / f"{name}-{rows}.parquet", row_group_size=122_880)
