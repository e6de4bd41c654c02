"""Scores data/evaluation.csv with model/churn.pickle: writes predictions.csv and metrics.json.

    python predict.py
    python predict.py --model FILE --predictions FILE     scores with another model, and measures nothing of it
"""

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import argparse
import csv
import json
import pickle
from pathlib import Path

from rows import matrix, read_rows

MODEL = Path("model/churn.pickle")
COLUMNS = ["customer", "churned", "probability", "first_order_band", "acquisition_month"]


def write_predictions(path, rows, probabilities):
    # Six decimals: the last bits of a float differ between processors, a rounded probability does not.
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for row, probability in zip(rows, probabilities):
            writer.writerow({**row, "probability": f"{probability:.6f}"})


def write_metrics(model_file, features):
    metrics = {
        "model_kb": round(model_file.stat().st_size / 1000, 1),
        "features": len(features),
    }
    Path("metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--predictions", type=Path, default=Path("predictions.csv"))
    options = parser.parse_args()
    # The file was written by train.py, here or in the run on main that Weighbridge fetched and checked by its digest;
    # never unpickle a file from somewhere else.
    saved = pickle.loads(options.model.read_bytes())
    rows = read_rows("data/evaluation.csv")
    probabilities = saved["model"].predict_proba(matrix(rows, saved["features"]))[:, 1]
    write_predictions(options.predictions, rows, probabilities)
    if options.model == MODEL:
        write_metrics(MODEL, saved["features"])
    print(f"{options.predictions}: {len(rows):,} customers")


if __name__ == "__main__":
    main()
