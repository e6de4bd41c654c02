"""Saves a model in MLflow's format at the path of the first argument."""

import sys

import mlflow.pyfunc


class Model(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return [min(1.0, age / 100) for age in model_input["age"]]


mlflow.pyfunc.save_model(path=sys.argv[1], python_model=Model(), pip_requirements=[])
