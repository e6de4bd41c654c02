"""Great Expectations on pandas.   python with_great_expectations.py FILE"""

import logging
import os
import sys

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import great_expectations.expectations as expect
import pandas as pd
from rules import COUNTRIES, CUSTOMER, EMAIL, INCOME_SHARE, STATUSES, show

logging.disable(logging.WARNING)
path = sys.argv[1]
dates = ["ordered", "shipped"]
frame = pd.read_parquet(path) if path.endswith(".parquet") else pd.read_csv(path, parse_dates=dates)
expectations = {
    "id unique": expect.ExpectColumnValuesToBeUnique(column="id"),
    "customer required": expect.ExpectColumnValuesToNotBeNull(column="customer"),
    "customer pattern": expect.ExpectColumnValuesToMatchRegex(column="customer", regex=CUSTOMER),
    "email pattern": expect.ExpectColumnValuesToMatchRegex(column="email", regex=EMAIL),
    "country enum": expect.ExpectColumnValuesToBeInSet(column="country", value_set=COUNTRIES),
    "status enum": expect.ExpectColumnValuesToBeInSet(column="status", value_set=STATUSES),
    "age range": expect.ExpectColumnValuesToBeBetween(column="age", min_value=0, max_value=120),
    "income required": expect.ExpectColumnValuesToNotBeNull(column="income", mostly=1 - INCOME_SHARE),
    "amount minimum": expect.ExpectColumnValuesToBeBetween(column="amount", min_value=0),
    "discount maximum": expect.ExpectColumnValuesToBeBetween(column="discount", max_value=0.9),
    "note maxLength": expect.ExpectColumnValueLengthsToBeBetween(column="note", max_value=40),
    "shipped >= ordered": expect.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="shipped", column_B="ordered", or_equal=True, ignore_row_if="either_value_is_missing"
    ),
}
context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False}
asset = context.data_sources.add_pandas("orders").add_dataframe_asset("orders")
batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
suite = gx.ExpectationSuite(name="orders", expectations=list(expectations.values()))
results = batch.validate(suite, result_format="BASIC").results
show({name: one.result["unexpected_count"] for name, one in zip(expectations, results)})
