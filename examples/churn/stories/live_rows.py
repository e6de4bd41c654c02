"""Writes the requests of a later day as JSON lines: the customers as the shop knows them in week 39, in a shuffled order.

    python live_rows.py REPOSITORY CACHE FILE
"""

import json
import random
import sys
from datetime import timedelta
from pathlib import Path

WEEK = 39
ASKED = ["orders", "spend", "items", "average_order", "largest_order", "days_since_last", "span"]


def main():
    repository, cache, file = map(Path, sys.argv[1:])
    sys.path.insert(0, str(repository))
    import prepare

    as_of = (prepare.FIRST_DAY + timedelta(weeks=WEEK)).isoformat()
    rows = prepare.make_rows(prepare.parse_purchases(prepare.fetch_purchases(cache)), WEEK)
    random.Random(0).shuffle(rows)
    lines = [json.dumps({"as_of": as_of, **{name: row[name] for name in ASKED}}) for row in rows]
    file.write_text("\n".join(lines) + "\n")
    print(f"{file}: {len(lines):,} customers on {as_of}")


if __name__ == "__main__":
    main()
