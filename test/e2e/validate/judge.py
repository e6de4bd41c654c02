"""Validates FOLDER/<name>.csv against FOLDER/<name>.schema.json with Frictionless, for each name in FOLDER/names.json.

Prints {name: [{"column": name or null, "rule": name, "rows": [1-based data rows]}]}: rules by the names that
weighbridge gives them. A table that Frictionless cannot judge is {name: {"error": message}}.

    python judge.py FOLDER
"""

import json
import sys
from pathlib import Path

from frictionless import FrictionlessException, Resource

PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
RULES = {
    "type-error": "type",
    "unique-error": "unique",
    "primary-key": "primaryKey",
    "foreign-key": "foreignKey",
    "missing-label": "field",
    "extra-label": "fields",
    "incorrect-label": "fields",
}


def rule_of(error):
    if error.type == "constraint-error":
        return error.note.split('"')[1]  # constraint "minimum" is "0"
    return RULES.get(error.type, error.type)


def found_in(folder, name):
    schema = json.loads((folder / f"{name}.schema.json").read_text())
    # Version 2 of the specification for table and schema alike: version 1 knows no exclusive bounds.
    descriptor = {"$schema": PROFILE, "name": "table", "path": f"{name}.csv", "schema": schema}
    report = Resource.from_descriptor(descriptor, basepath=str(folder)).validate(limit_errors=100_000)
    if report.errors:
        raise FrictionlessException(report.errors[0])
    rows = {}
    for error in report.tasks[0].errors:
        column = getattr(error, "label", None) or getattr(error, "field_name", None) or None
        of_rule = rows.setdefault((column, rule_of(error)), [])
        if hasattr(error, "row_number"):
            of_rule.append(error.row_number - 1)  # Frictionless counts the header
    return [{"column": column, "rule": rule, "rows": sorted(found)} for (column, rule), found in rows.items()]


def main():
    folder = Path(sys.argv[1])
    found = {}
    for name in json.loads((folder / "names.json").read_text()):
        try:
            found[name] = found_in(folder, name)
        except FrictionlessException as error:
            found[name] = {"error": str(error)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
