"""Writes FOLDER/week-<n>.csv for each week: the customers of the churn example as of the end of that week.

    python weeks.py EXAMPLE CACHE FOLDER WEEK ...
"""

import sys
from pathlib import Path

example, cache, folder, *weeks = sys.argv[1:]
sys.path.insert(0, example)
sys.dont_write_bytecode = True

import prepare

purchases = prepare.parse_purchases(prepare.fetch_purchases(Path(cache)))
for week in weeks:
    prepare.write_rows(Path(folder) / f"week-{week}.csv", prepare.make_rows(purchases, int(week)))
