"""A model behind Flask, which describes itself nowhere."""

import os

from flask import Flask, request

app = Flask(__name__)


@app.get("/")
def ready():
    return "ready"


@app.post("/score")
def score():
    rows = request.get_json()["rows"]
    return {"scores": [row["age"] / 100 for row in rows], "model": os.environ["WEIGHBRIDGE_VERSION"]}


app.run(host="127.0.0.1", port=int(os.environ["WEIGHBRIDGE_PORT"]))
