"""Pointblank on polars.   python with_pointblank.py FILE"""

import sys

import pointblank as pb
import polars as pl
from rules import CHECKS, COUNTRIES, CUSTOMER, EMAIL, STATUSES, show

path = sys.argv[1]
frame = pl.read_parquet(path) if path.endswith(".parquet") else pl.read_csv(path, try_parse_dates=True)
validation = (
    pb.Validate(data=frame)
    .rows_distinct(columns_subset="id")
    .col_vals_not_null(columns="customer")
    .col_vals_regex(columns="customer", pattern=CUSTOMER, na_pass=True)
    .col_vals_regex(columns="email", pattern=EMAIL, na_pass=True)
    .col_vals_in_set(columns="country", set=COUNTRIES)
    .col_vals_in_set(columns="status", set=STATUSES)
    .col_vals_between(columns="age", left=0, right=120, na_pass=True)
    .col_vals_not_null(columns="income")
    .col_vals_ge(columns="amount", value=0, na_pass=True)
    .col_vals_le(columns="discount", value=0.9, na_pass=True)
    .col_vals_expr(expr=pl.col("note").str.len_chars().le(40) | pl.col("note").is_null())
    .col_vals_ge(columns="shipped", value=pb.col("ordered"), na_pass=True)
    .interrogate(collect_extracts=False)
)
failed = validation.n_failed()
show({check: failed[step] for step, check in enumerate(CHECKS, start=1)})
