"""pandera on polars or on pandas.   python with_pandera.py polars|pandas FILE"""

import sys

from rules import CHECKS, COUNTRIES, CUSTOMER, EMAIL, STATUSES, show

library, path = sys.argv[1], sys.argv[2]
parquet = path.endswith(".parquet")
if library == "polars":
    import pandera.polars as pa
    import polars as pl

    frame = pl.read_parquet(path) if parquet else pl.read_csv(path, try_parse_dates=True)

    def in_order(data):
        return data.lazyframe.select(pl.col("shipped") >= pl.col("ordered"))
else:
    import pandas as pd
    import pandera.pandas as pa

    frame = pd.read_parquet(path) if parquet else pd.read_csv(path, parse_dates=["ordered", "shipped"])

    def in_order(data):
        return data["shipped"].isna() | (data["shipped"] >= data["ordered"])


def column(*checks, nullable=True, **options):
    return pa.Column(checks=list(checks), nullable=nullable, required=True, **options)


schema = pa.DataFrameSchema(
    {
        "id": column(unique=True),
        "customer": column(pa.Check.str_matches(CUSTOMER, name="customer pattern"), nullable=False),
        "email": column(pa.Check.str_matches(EMAIL, name="email pattern")),
        "country": column(pa.Check.isin(COUNTRIES, name="country enum")),
        "status": column(pa.Check.isin(STATUSES, name="status enum")),
        "age": column(pa.Check.in_range(0, 120, name="age range")),
        "income": column(nullable=False),
        "amount": column(pa.Check.ge(0, name="amount minimum")),
        "discount": column(pa.Check.le(0.9, name="discount maximum")),
        "note": column(pa.Check.str_length(max_value=40, name="note maxLength")),
    },
    checks=pa.Check(in_order, name="shipped >= ordered", ignore_na=True),
)


def broken(failure):
    """Rows of one check that fails. On pandas a check over the frame lists each of a row's cells."""
    cases = failure.failure_cases
    return cases["index"].nunique() if library == "pandas" else len(cases)


def name_of(failure):
    if failure.reason_code.name == "SERIES_CONTAINS_NULLS":
        return f"{failure.schema.name} required"
    return "id unique" if failure.reason_code.name == "SERIES_CONTAINS_DUPLICATES" else failure.check.name


counts = dict.fromkeys(CHECKS, 0)
try:
    schema.validate(frame, lazy=True)
except pa.errors.SchemaErrors as error:
    counts |= {name_of(failure): broken(failure) for failure in error.schema_errors}
show(counts)
