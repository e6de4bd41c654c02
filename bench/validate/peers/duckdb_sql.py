"""The statement that somebody who knows DuckDB writes by hand.   python duckdb_sql.py FILE"""

import sys

import duckdb
from rules import CHECKS, COUNTRIES, CUSTOMER, EMAIL, STATUSES, show

path = sys.argv[1]
table = f"read_parquet('{path}')" if path.endswith(".parquet") else f"read_csv('{path}')"
found = duckdb.sql(
    f"""
    SELECT
      count(id) - count(DISTINCT id),
      count(*) FILTER (customer IS NULL),
      count(*) FILTER (NOT regexp_matches(customer, '{CUSTOMER}')),
      count(*) FILTER (NOT regexp_matches(email, '{EMAIL}')),
      count(*) FILTER (country NOT IN {tuple(COUNTRIES)}),
      count(*) FILTER (status NOT IN {tuple(STATUSES)}),
      count(*) FILTER (age NOT BETWEEN 0 AND 120),
      count(*) FILTER (income IS NULL),
      count(*) FILTER (amount < 0),
      count(*) FILTER (discount > 0.9),
      count(*) FILTER (length(note) > 40),
      count(*) FILTER (shipped < ordered)
    FROM {table}
    """
).fetchone()
show(dict(zip(CHECKS, found)))
