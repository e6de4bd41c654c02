"""Writes what the jobs of the shop leave behind: each week's customers as the model scored them, and in labels.csv who of
them bought nothing in the 13 weeks since.

    python production.py REPOSITORY CACHE FIRST_WEEK LAST_WEEK MODEL VERSION
"""

import csv
import pickle
import sys
from datetime import timedelta
from pathlib import Path

LABELS = ["request", "week", "churned"]


def append(path, names, rows):
    """Adds rows to a file; a new one gets its header, with or without rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=names, lineterminator="\n")
        if file.tell() == 0:
            writer.writeheader()
        writer.writerows(rows)


def request_of(row, week):
    return f"{row['customer']}-{week}"


def asked(row):
    """What the shop knows of a customer on the day."""
    return {name: value for name, value in row.items() if name not in ("customer", "churned")}


def score(rows, week, day, saved, version):
    """One prediction a customer; six decimals, as predict.py writes them."""
    from rows import matrix

    probabilities = saved["model"].predict_proba(matrix(rows, saved["features"]))[:, 1]
    answered = {"scored_at": f"{day}T06:00:00Z", "version": version}
    return [
        {"request": request_of(row, week), **answered, **asked(row), "probability": f"{probability:.6f}"}
        for row, probability in zip(rows, probabilities)
    ]


def main():
    repository, cache, first, last, model, version = sys.argv[1:]
    sys.path.insert(0, repository)
    sys.dont_write_bytecode = True
    import prepare

    folder = Path(repository) / "production"
    purchases = prepare.parse_purchases(prepare.fetch_purchases(Path(cache)))
    # The bytes that serve: the stories took them by their digest from their own store.
    saved = pickle.loads(Path(model).read_bytes())
    total = 0
    for week in range(int(first), int(last) + 1):
        day = prepare.FIRST_DAY + timedelta(weeks=week)
        rows = score(prepare.make_rows(purchases, week), week, day, saved, version)
        append(folder / "scores" / f"week-{week}.csv", list(rows[0]), rows)
        total += len(rows)
    append(folder / "labels.csv", LABELS, [])
    for week in range(int(first) - prepare.LABEL_WEEKS, int(last) - prepare.LABEL_WEEKS + 1):
        if (folder / "scores" / f"week-{week}.csv").exists():
            rows = prepare.make_rows(purchases, week)
            labels = [{"request": request_of(row, week), "week": week, "churned": row["churned"]} for row in rows]
            append(folder / "labels.csv", LABELS, labels)
    print(f"{total:,}")


if __name__ == "__main__":
    main()
