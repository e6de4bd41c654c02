"""Answers over HTTP how likely it is that a customer does not come back. Start it, and open /docs:

    WEIGHBRIDGE_MODEL=model/churn.pickle WEIGHBRIDGE_PORT=8000 python serve.py
"""

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import pickle
from datetime import date
from pathlib import Path
from typing import Annotated

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field

from rows import matrix

Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Customer(BaseModel):
    """A customer as the shop knows them in the morning: the columns of schemas/customers.yml, without the label."""

    as_of: date = Field(examples=["1997-07-02"], description="Today: the 26 weeks before it are counted")
    orders: int = Field(ge=1, le=182, examples=[3])
    spend: Amount = Field(examples=[104.5])
    items: int = Field(ge=1, examples=[7])
    average_order: Amount = Field(examples=[34.83])
    largest_order: Amount = Field(examples=[52.2])
    days_since_last: int = Field(ge=1, le=182, examples=[20])
    span: int = Field(ge=0, le=181, examples=[90])


class Answer(BaseModel):
    probability: float = Field(ge=0, le=1)


# The bytes that were weighed: whoever started us has digested them. Never unpickle a file from somewhere else.
saved = pickle.loads(Path(os.environ["WEIGHBRIDGE_MODEL"]).read_bytes())
app = FastAPI(title="Churn", version=os.environ.get("WEIGHBRIDGE_VERSION", "0"))


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ready", "version": app.version}


@app.post("/predict")
async def predict(customer: Customer) -> Answer:
    features = matrix([customer.model_dump()], saved["features"])
    return Answer(probability=saved["model"].predict_proba(features)[0, 1])


if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(os.environ["WEIGHBRIDGE_PORT"]),
        headers=[("X-Weighbridge-Version", app.version)],
        access_log=False,
        log_level="warning",
    )
