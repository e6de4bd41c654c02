"""Writes models as their users do: scikit-learn's estimators by pickle and joblib in all their forms, pandas, numpy."""

import pickle, sys, warnings
import joblib, numpy as np, pandas as pd, scipy.sparse as sparse
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import *
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import SelectKBest
from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import *
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

warnings.simplefilter("ignore")
folder = sys.argv[1]
x = np.random.RandomState(0).rand(200, 5)
y = (x[:, 0] + x[:, 1] > 1).astype(int)
names = ColumnTransformer([("one", OneHotEncoder(), ["a"]), ("two", SimpleImputer(), ["b"])])
frame = pd.DataFrame({"a": ["x", "y"] * 100, "b": x[:, 0], "c": pd.Categorical(["u", "v"] * 100), "d": pd.Timestamp("2026-01-01")})
models = {
    "histogram": HistGradientBoostingClassifier(max_iter=5),
    "forest": RandomForestClassifier(5),
    "boosting": GradientBoostingClassifier(n_estimators=4),
    "logistic": make_pipeline(StandardScaler(), LogisticRegression()),
    "kd-tree": KNeighborsClassifier(algorithm="kd_tree"),
    "ball-tree": KNeighborsClassifier(algorithm="ball_tree"),
    "vectors": SVC(),
    "calibrated": CalibratedClassifierCV(LogisticRegression(), method="isotonic"),
    "grid": GridSearchCV(LogisticRegression(), {"C": [1, 2]}),
    "network": MLPClassifier(max_iter=5),
    "clusters": KMeans(3),
    "descent": SGDClassifier(),
    "splines": make_pipeline(SelectKBest(k=2), SplineTransformer(), LogisticRegression()),
    "vote": VotingClassifier([("a", LogisticRegression()), ("b", DecisionTreeClassifier())]),
    "function": make_pipeline(FunctionTransformer(np.log1p), LogisticRegression()),
    "process": GaussianProcessClassifier(),
}
values = {name: model.fit(x, y) for name, model in models.items()}
values["words"] = TfidfVectorizer().fit(["a hello", "world of text"])
values["columns"] = make_pipeline(names, LogisticRegression()).fit(frame, y)
values["sparse"] = [sparse.csr_matrix(x), sparse.csc_array(x)]
values["frame"] = frame
values["arrays"] = [
    np.array(["x", "yy"]),
    np.zeros(3, dtype=[("a", "f8", (3,)), ("b", "O")]),
    np.zeros(3, dtype=[("a", "f8", (3,)), ("b", "i4")]),
    np.array(["2026-01-01"], dtype="M8[D]"),
    np.array([{"a": 1}, None], dtype=object),
    np.ma.masked_array([1, 2], [True, False]),
    np.random.default_rng(1),
]
for name, value in values.items():
    joblib.dump(value, f"{folder}/{name}.joblib")
    joblib.dump(value, f"{folder}/{name}-zlib.joblib", compress=3)
    joblib.dump(value, f"{folder}/{name}-gzip.joblib", compress=("gzip", 3))
    for protocol in (0, 2, 4, 5):
        with open(f"{folder}/{name}-{protocol}.pkl", "wb") as file:
            pickle.dump(value, file, protocol)
np.save(f"{folder}/objects.npy", values["arrays"][4])
np.savez(f"{folder}/plain.npz", a=x, b=values["arrays"][4])
np.savez_compressed(f"{folder}/packed.npz", a=x)
print(len(values))
