"""A model behind FastAPI. Its bytes are JSON: `fault` is what it does wrong."""

import json
import os
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field

fault = json.loads(Path(os.environ["WEIGHBRIDGE_MODEL"]).read_text()).get("fault")


class Customer(BaseModel):
    age: int = Field(ge=18)
    plan: str = Field(examples=["basic"])
    spend: float | None = None


class Answer(BaseModel):
    probability: float
    reasons: list[str]


app = FastAPI()


@app.get("/health")
def health():
    return {}


@app.post("/predict", response_model=None if fault == "wrong shape" else Answer, responses={200: {"model": Answer}})
async def predict(customer: Customer):
    if fault == "breaks":
        raise RuntimeError("no such column")
    if fault == "wrong shape":
        return {"probability": "high"}
    return Answer(probability=min(1, customer.age / 100), reasons=["age"])


uvicorn.run(app, host="127.0.0.1", port=int(os.environ["WEIGHBRIDGE_PORT"]), log_level="warning")
