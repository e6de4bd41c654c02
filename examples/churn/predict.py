"""Scores data/evaluation.csv with model/churn.pickle: writes predictions.csv and metrics.json.

    python predict.py
"""

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import csv
import json
import pickle
from pathlib import Path

from rows import matrix, read_rows

COLUMNS = ["customer", "churned", "probability", "first_order_band", "acquisition_month"]


def write_predictions(rows, probabilities):
    # Six decimals: the last bits of a float differ between processors, a rounded probability does not.
    with open("predictions.csv", "w", newline="") as file:
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
    model_file = Path("model/churn.pickle")
    # The file was written by train.py in this very checkout; never unpickle a file from somewhere else.
    saved = pickle.loads(model_file.read_bytes())
    rows = read_rows("data/evaluation.csv")
    probabilities = saved["model"].predict_proba(matrix(rows, saved["features"]))[:, 1]
    write_predictions(rows, probabilities)
    write_metrics(model_file, saved["features"])
    print(f"predictions.csv: {len(rows):,} customers")


if __name__ == "__main__":
    main()
