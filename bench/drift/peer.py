"""Evidently's drift report. Prints {column: p} of its two-sample tests, or of `usual` methods {column: score}.

    python peer.py tests|usual WAS NOW
"""

import json
import os
import sys

os.environ["DO_NOT_TRACK"] = "1"

import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset

methods = {"num_method": "ks", "cat_method": "chisquare"} if sys.argv[1] == "tests" else {}
was, now = pd.read_parquet(sys.argv[2]), pd.read_parquet(sys.argv[3])
snapshot = Report([DataDriftPreset(**methods)]).run(now, was)
found = {}
for metric in snapshot.dict()["metrics"]:
    column = metric["config"].get("column")
    if column is not None:
        found[column] = float(metric["value"])
print(json.dumps(found))
