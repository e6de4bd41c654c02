"""The twelve checks in one place for all peers, and how their results are printed: {check: broken rows}."""

import json

CUSTOMER = r"^C[0-9]{8}$"
EMAIL = r"^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}$"
COUNTRIES = ["AT", "BE", "CH", "DE", "DK", "ES", "FR", "GB", "IT", "NL", "PL", "SE"]
STATUSES = ["new", "paid", "sent", "done", "returned"]
INCOME_SHARE = 0.005
CHECKS = [
    "id unique",
    "customer required",
    "customer pattern",
    "email pattern",
    "country enum",
    "status enum",
    "age range",
    "income required",
    "amount minimum",
    "discount maximum",
    "note maxLength",
    "shipped >= ordered",
]


def show(counts):
    print(json.dumps({check: int(counts[check]) for check in CHECKS}))
