"""Version 1: a logistic regression on the raw columns."""

import sys
from pathlib import Path

from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "training"))

from care_demand import submit  # noqa: E402
from members import INPUTS, partition  # noqa: E402
from submission import write_rows  # noqa: E402

numbers = [i["name"] for i in INPUTS if i["type"] == "number" and i["name"] != "visits_last_year"]
categories = [i["name"] for i in INPUTS if i["type"] == "category"]

pipeline = Pipeline(
    [
        (
            "columns",
            ColumnTransformer(
                [
                    ("numbers", StandardScaler(), [*numbers, "visits_last_year"]),
                    ("categories", OneHotEncoder(handle_unknown="ignore"), categories),
                ]
            ),
        ),
        ("model", LogisticRegression(C=0.5, max_iter=2000)),
    ]
)

parts = partition()
submit(HERE, "1.0.0", pipeline, parts)
write_rows(HERE / "traffic.csv", parts["traffic"])
write_rows(HERE / "drifted.csv", parts["drifted"])
