"""Members of the RAND Health Insurance Experiment: one row for each year of a member after the first."""

import numpy as np
import pandas as pd
import statsmodels.api as sm
from sklearn.model_selection import GroupShuffleSplit

LABEL = "frequent_visits"

INPUTS = [
    {"name": "coinsurance_percent", "type": "number", "min": 0, "max": 100},
    {"name": "deductible", "type": "category", "values": ["family", "individual"]},
    {"name": "incentive_dollars", "type": "number", "min": 0},
    {"name": "spending_limit_dollars", "type": "number", "min": 0},
    {"name": "physical_limitation", "type": "category", "values": ["no", "unknown", "yes"]},
    {"name": "chronic_disease_index", "type": "number", "min": 0},
    {"name": "health", "type": "category", "values": ["excellent", "good", "fair", "poor"]},
    {"name": "visits_last_year", "type": "number", "min": 0},
]
COLUMNS = [i["name"] for i in INPUTS]


def load_members() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Members who share the cost of care, and members whose care is free; `person` groups the years of one member."""
    rows = sm.datasets.randhie.load_pandas().data
    covariates = [c for c in rows.columns if c != "mdvis"]
    # The file goes member by member, year by year, without an identifier; what is known of a member stays the same.
    person = (rows[covariates] != rows[covariates].shift()).any(axis=1).cumsum()
    visits_last_year = rows.groupby(person)["mdvis"].shift()
    # People enrolled for three or for five years: any other length is an early exit, or two members who look alike.
    whole = person.map(person.value_counts()).isin([3, 5])

    members = pd.DataFrame(
        {
            "coinsurance_percent": dollars(rows["lncoins"]),
            "deductible": np.where(rows["idp"] == 1, "individual", "family"),
            "incentive_dollars": dollars(rows["lpi"], offset=0),
            "spending_limit_dollars": dollars(rows["fmde"], offset=0),
            "physical_limitation": rows["physlm"].map({0: "no", 1: "yes"}).fillna("unknown"),
            "chronic_disease_index": rows["disea"].round(2),
            "health": np.select([rows["hlthg"] == 1, rows["hlthf"] == 1, rows["hlthp"] == 1], ["good", "fair", "poor"], "excellent"),
            "visits_last_year": visits_last_year,
            LABEL: (rows["mdvis"] >= 5).astype(int),
            "person": person,
        }
    )[whole & visits_last_year.notna()]
    members["visits_last_year"] = members["visits_last_year"].astype(int)
    free = members["coinsurance_percent"] == 0
    return members[~free], members[free]


def dollars(logarithm: pd.Series, offset: int = 1) -> pd.Series:
    """Undoes ln(x + 1), or ln(max(1, x)) where the logarithm 0 stands for nothing at all."""
    value = np.expm1(logarithm) if offset == 1 else np.exp(logarithm).where(logarithm > 0, 0)
    return value.round().astype(int)


def split(members: pd.DataFrame, share: float, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two parts that have no member in common."""
    kept, taken = next(GroupShuffleSplit(1, test_size=share, random_state=seed).split(members, groups=members["person"]))
    return members.iloc[kept], members.iloc[taken]


def sample(members: pd.DataFrame, rows: int) -> pd.DataFrame:
    return members.sample(rows, random_state=7)[[*COLUMNS, LABEL]]


def partition() -> dict[str, pd.DataFrame]:
    """The parts used by every version of the model, so that versions are compared on the same holdout."""
    paying, free = load_members()
    training, rest = split(paying, 0.4, seed=1)
    holdout, traffic = split(rest, 0.4, seed=2)
    return {
        "training": training[[*COLUMNS, LABEL]],
        "baseline": sample(training, 2000),
        "holdout": sample(holdout, 1200),
        "traffic": sample(traffic, 800),
        "drifted": sample(free, 800),
    }
