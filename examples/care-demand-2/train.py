"""Version 2: boosted trees on the same columns, which learn how last year's visits and health work together."""

import sys
from pathlib import Path

from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "training"))

from care_demand import submit  # noqa: E402
from members import INPUTS, partition  # noqa: E402

categories = [i["name"] for i in INPUTS if i["type"] == "category"]
numbers = [i["name"] for i in INPUTS if i["type"] == "number"]

pipeline = Pipeline(
    [
        (
            "columns",
            ColumnTransformer(
                [
                    ("numbers", "passthrough", numbers),
                    ("categories", OneHotEncoder(handle_unknown="ignore", sparse_output=False), categories),
                ]
            ),
        ),
        (
            "model",
            GradientBoostingClassifier(n_estimators=90, learning_rate=0.06, max_depth=2, subsample=0.8, random_state=0),
        ),
    ]
)

submit(HERE, "2.0.0", pipeline, partition())
