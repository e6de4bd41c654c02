"""Writes data/train.csv and data/evaluation.csv: one row per customer of an online shop.

The purchases are real: 69,659 of them by 23,570 customers of CDNOW, 1997-01-01 to 1998-06-30, as the Python
package Lifetimes carries them. The file is fetched with pip, checked by digest, and never committed.

    python prepare.py [--cache FOLDER]
    python prepare.py --newest          moves the cutoff to the last week whose labels are known, and writes no data
"""

import argparse
import csv
import hashlib
import json
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path

PACKAGE = "Lifetimes==0.11.3"
WHEEL = "Lifetimes-0.11.3-py3-none-any.whl"
WHEEL_SHA256 = "261e3dc89977c2b60767ca6728aaa29d429de0c814635070a749c36555895da8"
MEMBER = "lifetimes/datasets/CDNOW_master.txt"
MEMBER_SHA256 = "eff6889ed364c5199d6eacbbeb7a6d559971df4406ac876f322c373f00a072ef"

FIRST_DAY = date(1997, 1, 1)
CUTOFF = Path(__file__).with_name("cutoff.json")
FEATURE_WEEKS = 26
LABEL_WEEKS = 13
# A band holds the orders from its amount in dollars up to the next one.
BANDS = [(0, "under 15"), (15, "15 to 30"), (30, "30 to 50"), (50, "50 and more")]


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def fetch_purchases(cache):
    """Text of the purchases file. The wheel is kept in `cache`; other bytes than the pinned ones are refused."""
    wheel = cache / WHEEL
    if not wheel.exists():
        cache.mkdir(parents=True, exist_ok=True)
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--no-deps", "--only-binary", ":all:", "--dest", str(cache), PACKAGE], check=True)
    if sha256(wheel.read_bytes()) != WHEEL_SHA256:
        sys.exit(f"{wheel} is not the file that this example was made with; delete it and try again.")
    with zipfile.ZipFile(wheel) as archive:
        member = archive.read(MEMBER)
    if sha256(member) != MEMBER_SHA256:
        sys.exit(f"{MEMBER} in {wheel} is not the file that this example was made with.")
    return member.decode("ascii")


def parse_purchases(text):
    """Customer → purchases (day, items, dollars), in the order of the file, which is by day."""
    purchases = {}
    for line in text.splitlines()[1:]:
        customer, day, items, dollars = line.split()
        when = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        purchases.setdefault(customer, []).append((when, int(items), float(dollars)))
    return purchases


def band_of(dollars):
    return [name for least, name in BANDS if dollars >= least][-1]


def customer_row(customer, purchases, cutoff):
    """One row from the weeks before the cutoff; None for a customer who bought nothing in them."""
    start = cutoff - timedelta(weeks=FEATURE_WEEKS)
    end = cutoff + timedelta(weeks=LABEL_WEEKS)
    seen = [purchase for purchase in purchases if start <= purchase[0] < cutoff]
    if not seen:
        return None
    dollars = [purchase[2] for purchase in seen]
    return {
        "customer": customer,
        "orders": len(seen),
        "spend": round(sum(dollars), 2),
        "items": sum(purchase[1] for purchase in seen),
        "average_order": round(sum(dollars) / len(seen), 2),
        "largest_order": max(dollars),
        "days_since_last": (cutoff - seen[-1][0]).days,
        "span": (seen[-1][0] - seen[0][0]).days,
        "first_order_band": band_of(purchases[0][2]),
        "acquisition_month": purchases[0][0].strftime("%Y-%m"),
        "source": "cdnow",
        "churned": int(not any(cutoff <= purchase[0] < end for purchase in purchases)),
    }


def make_rows(purchases, cutoff_week):
    cutoff = FIRST_DAY + timedelta(weeks=cutoff_week)
    rows = [customer_row(customer, bought, cutoff) for customer, bought in purchases.items()]
    return [row for row in rows if row]


def is_evaluation(row):
    """Half of the customers, drawn by a hash of the customer: new data never moves anybody to the other side."""
    return int(sha256(row["customer"].encode())[:8], 16) % 2 == 1


def write_rows(path, rows):
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    churned = sum(row["churned"] for row in rows)
    print(f"{path}: {len(rows):,} customers, {churned / len(rows):.3f} of them churned")


def read_cutoff():
    return json.loads(CUTOFF.read_text())["week"]


def move_cutoff():
    """To the last week whose labels the shop has; those of week 39 come 13 weeks after it."""
    with open("production/labels.csv", newline="") as file:
        known = [int(row["week"]) for row in csv.DictReader(file)]
    week = max([read_cutoff(), *known])
    CUTOFF.write_text(f'{{ "week": {week} }}\n')
    print(f"{CUTOFF.name}: the end of week {week}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", type=Path, default=Path(".cache"), help="folder that keeps the downloaded wheel")
    parser.add_argument("--newest", action="store_true", help="move the cutoff, and write no data")
    options = parser.parse_args()
    if options.newest:
        return move_cutoff()
    purchases = parse_purchases(fetch_purchases(options.cache))
    rows = make_rows(purchases, read_cutoff())
    write_rows(Path("data/train.csv"), [row for row in rows if not is_evaluation(row)])
    write_rows(Path("data/evaluation.csv"), [row for row in rows if is_evaluation(row)])


if __name__ == "__main__":
    main()
