"""CO2 at Mauna Loa four weeks ahead, from the weeks before: boosted trees on the years 1958 to 1987."""

import sys
from pathlib import Path

import pandas as pd
import statsmodels.api as sm
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.metrics import mean_absolute_error, r2_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "training"))

from submission import as_trained, check_graph, fit, graph_of, rounded_down, write_archive, write_manifest, write_rows  # noqa: E402

LABEL = "co2_in_four_weeks"
WEEKS = [1, 4, 13, 26, 52]
MONTHS = ["January", "February", "March", "April", "May", "June"]
MONTHS += ["July", "August", "September", "October", "November", "December"]
INPUTS = [
    {"name": "co2", "type": "number", "min": 250, "max": 500},
    *({"name": f"change_{weeks}_weeks", "type": "number"} for weeks in WEEKS),
    {"name": "month", "type": "category", "values": MONTHS},
]
NUMBERS = [i["name"] for i in INPUTS if i["type"] == "number"]


def load_weeks() -> pd.DataFrame:
    """One row per measured week; a change stays empty where the earlier week was not measured."""
    co2 = sm.datasets.co2.load_pandas().data["co2"]
    changes = {f"change_{weeks}_weeks": (co2 - co2.shift(weeks)).round(1) for weeks in WEEKS}
    month = [MONTHS[m - 1] for m in co2.index.month]
    table = pd.DataFrame({"co2": co2, **changes, "month": month, LABEL: co2.shift(-4)}, index=co2.index)
    return table[table["co2"].notna() & table[LABEL].notna()]


weeks = load_weeks()
early, late = weeks[weeks.index.year < 1988], weeks[weeks.index.year >= 1992]
# Whole years are held out, since neighbouring weeks are nearly alike. The traffic is single weeks of the other years,
# kept from training: the same distribution as the baseline by construction, so it says little about quality.
held_out = early.index.year % 5 == 1
holdout = early[held_out]
traffic = early[~held_out].sample(300, random_state=7)
training = early[~held_out].drop(traffic.index)

pipeline = Pipeline(
    [
        (
            "columns",
            ColumnTransformer(
                [
                    ("numbers", SimpleImputer(strategy="median"), NUMBERS),
                    ("month", OneHotEncoder(handle_unknown="ignore", sparse_output=False), ["month"]),
                ]
            ),
        ),
        ("model", GradientBoostingRegressor(n_estimators=150, learning_rate=0.07, max_depth=3, subsample=0.8, random_state=0)),
    ]
)
fit(pipeline, training, INPUTS, LABEL)
graph = graph_of(pipeline, INPUTS, classifier=False)
forecast = pipeline.predict(as_trained(holdout, INPUTS))
check_graph(graph, holdout, INPUTS, forecast)

write_archive(HERE / "model.tar.gz", graph)
write_rows(HERE / "holdout.csv", holdout)
write_rows(HERE / "baseline.csv", training)
write_rows(HERE / "traffic.csv", traffic)
write_rows(HERE / "drifted.csv", late)
write_rows(HERE / "expected.csv", pd.DataFrame({LABEL: forecast[:100]}))
write_manifest(
    HERE,
    {
        "apiVersion": "slipway/v1",
        "model": "co2-outlook",
        "version": "1.0.0",
        "team": "weather",
        "owner": "ada@example.com",
        "submitter": "grace@example.com",
        "purpose": "Forecast of the CO2 concentration at Mauna Loa four weeks ahead, in parts per million",
        "risk": "low",
        "task": "regression",
        "framework": "onnx",
        "files": {"model": "model.tar.gz", "holdout": "holdout.csv", "baseline": "baseline.csv"},
        "signature": {"inputs": INPUTS, "output": {"name": "co2_forecast", "type": "number"}, "label": LABEL},
        "serving": {
            "image": "onnx",
            "mode": "realtime",
            "instanceType": "ml.m5.large",
            "minInstances": 1,
            "contentType": "text/csv",
        },
        "claims": {"r2": rounded_down(r2_score(holdout[LABEL], forecast))},
        "monitoring": {"schedule": "rate(1 hour)"},
    },
)
for name, part in {"training": training, "holdout": holdout, "traffic": traffic, "drifted": late}.items():
    answer = pipeline.predict(as_trained(part, INPUTS))
    error = mean_absolute_error(part[LABEL], answer)
    print(f"{name}: {len(part)} rows, mean absolute error {error:.3f} ppm, r2 {r2_score(part[LABEL], answer):.4f}")
