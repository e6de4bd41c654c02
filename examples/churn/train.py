"""Fits the model that params.json describes on data/train.csv and writes model/churn.pickle.

One thread and a fixed seed: two runs of one commit write the same model.

    python train.py
"""

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import json
import pickle
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from rows import matrix, read_rows


def make_model(params):
    # Counts, days and dollars have long tails, hence the logarithm; trees do not mind it.
    log = FunctionTransformer(np.log1p)
    if params["model"] == "logistic":
        return make_pipeline(log, StandardScaler(), LogisticRegression(**params["logistic"]))
    if params["model"] == "boosted":
        trees = HistGradientBoostingClassifier(**params["boosted"], early_stopping=False, random_state=params["seed"])
        return make_pipeline(log, trees)
    raise SystemExit(f"params.json: unknown model {params['model']!r}; it is logistic or boosted.")


def main():
    params = json.loads(Path("params.json").read_text())
    rows = read_rows("data/train.csv")
    churned = np.array([int(row["churned"]) for row in rows])
    model = make_model(params).fit(matrix(rows, params["features"]), churned)
    path = Path("model/churn.pickle")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(pickle.dumps({"features": params["features"], "model": model}))
    print(f"{path}: {params['model']} on {', '.join(params['features'])}, {len(rows):,} customers")


if __name__ == "__main__":
    main()
