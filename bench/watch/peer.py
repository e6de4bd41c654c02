"""Evidently's default drift rules over the windows of many cases. Prints, for each case, what it finds in each window.

    python peer.py CASES.json FOLDER EVERY

CASES.json lists {name, reference}: each window is a file in FOLDER/<name>/, the reference is FOLDER/<reference>.csv.

A whole report takes more than a second, most of it for pictures and for counting twice, so the report is made of every
EVERY-th window. Of the others only the part that decides runs: Evidently's own choice of a method for each column, and
that method with its default threshold. Where both were made they must agree in every column and in the share of drifted
columns, or the program stops.
"""

import json
import os
import pathlib
import sys

os.environ["DO_NOT_TRACK"] = "1"

import numpy as np
import pandas as pd
from evidently import Dataset, Report
from evidently.legacy.calculations.stattests import get_stattest
from evidently.presets import DataDriftPreset

drift_share = DataDriftPreset().drift_share


def clean(column):
    return column.replace([-np.inf, np.inf], np.nan).dropna() if column.dtype.kind == "f" else column.dropna()


def decide(current, reference, columns):
    """Columns whose default method finds drift, as Evidently's report takes their types: from the current rows."""
    kinds = Dataset.from_pandas(current)
    drifted = []
    for column in columns:
        kind = kinds.column(column).type
        now = clean(current[column])
        test = get_stattest(reference[column], now, kind, None)
        if test(reference[column], now, kind, None).drifted:
            drifted.append(column)
    return drifted


def report(current, reference, columns):
    """The same from a whole report, and its rule for the dataset."""
    snapshot = Report([DataDriftPreset()], include_tests=True).run(current, reference).dict()
    drifted = [column for column in columns if status(snapshot, f"Value Drift for column {column}") == "FAIL"]
    return drifted, status(snapshot, "Share of Drifted Columns: Less 0.500") == "FAIL"


def status(snapshot, name):
    return next(test["status"].value for test in snapshot["tests"] if test["name"] == name)


def main(cases, folder, every):
    found, reports, windows = {}, 0, 0
    references = {}
    for case in cases:
        name = case["reference"]
        if name not in references:
            references[name] = pd.read_csv(folder / f"{name}.csv")
        reference = references[name]
        columns = list(reference.columns)
        cleaned = {column: clean(reference[column]) for column in columns}
        found[case["name"]] = []
        for path in sorted((folder / case["name"]).iterdir()):
            current = pd.read_csv(path)
            drifted = decide(current, cleaned, columns)
            dataset = len(drifted) / len(columns) >= drift_share
            if windows % every == 0:
                reports += 1
                if (drifted, dataset) != report(current, reference, columns):
                    sys.exit(f"{case['name']}: the report differs from its parts")
            windows += 1
            found[case["name"]].append({"columns": drifted, "dataset": dataset})
    print(json.dumps({"found": found, "windows": windows, "reports": reports}))


main(json.loads(pathlib.Path(sys.argv[1]).read_text()), pathlib.Path(sys.argv[2]), int(sys.argv[3]))
