"""Frictionless on CSV, by the schema that weighbridge is given.   python with_frictionless.py FILE SCHEMA"""

import collections
import json
import sys
from pathlib import Path

from frictionless import Checklist, Schema, checks, resources
from rules import CHECKS, show

path = Path(sys.argv[1])
descriptor = json.loads(Path(sys.argv[2]).read_text())
# Extra keys of weighbridge: a rule between columns is a check of the validator here, tolerance it does not know.
schema = Schema.from_descriptor({"fields": [{k: v for k, v in field.items() if k != "tolerance"} for field in descriptor["fields"]]})
in_order = checks.row_constraint(formula="shipped is None or shipped >= ordered")
table = resources.TableResource(path=path.name, basepath=str(path.parent), schema=schema)
report = table.validate(Checklist(checks=[in_order]), limit_errors=10_000_000)
counts = collections.Counter()
for error in report.tasks[0].errors:
    if error.type == "row-constraint":
        counts["shipped >= ordered"] += 1
    elif error.type == "unique-error":
        counts["id unique"] += 1
    else:
        rule = error.note.split('"')[1]
        name = f"{error.field_name} {rule}"
        counts["age range" if name in ("age minimum", "age maximum") else name] += 1
unknown = set(counts) - set(CHECKS)
if unknown:
    sys.exit(f"Frictionless found something else: {unknown}")
show(counts)
