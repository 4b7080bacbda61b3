"""Honest models, made by the libraries themselves. Yields path and bytes."""

import io
import json
import os
import pickle
import struct
import tempfile
import warnings
from collections import OrderedDict, defaultdict

os.environ["KERAS_BACKEND"] = "numpy"
warnings.filterwarnings("ignore")

import joblib
import numpy as np
import scipy.sparse
from sklearn.cluster import DBSCAN, KMeans
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.ensemble import AdaBoostClassifier, GradientBoostingRegressor, HistGradientBoostingClassifier, IsolationForest, RandomForestClassifier, StackingClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer, KNNImputer
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LinearRegression, LogisticRegression, SGDClassifier
from sklearn.metrics import fbeta_score, make_scorer
from sklearn.model_selection import GridSearchCV
from sklearn.multioutput import ClassifierChain
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from archives import packed, tar, torch_zip, zipped
from torch_like import torch_pickle

random = np.random.default_rng(7)
X = random.normal(size=(60, 4))
Y = (X[:, 0] > 0).astype(int)
COLUMNS = ["age", "income", "debt", "tenure"]


def to_file(save, suffix):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model" + suffix)
        save(path)
        with open(path, "rb") as file:
            return file.read()


def joblib_bytes(model, **options):
    out = io.BytesIO()
    joblib.dump(model, out, **options)
    return out.getvalue()


def named(model):
    """Fitted on a table with column names, as scikit-learn keeps them."""
    model.fit(X, Y)
    model.feature_names_in_ = np.array(COLUMNS, dtype=object)
    return model


def estimators():
    yield "logistic", named(LogisticRegression())
    yield "linear", LinearRegression().fit(X, Y)
    yield "tree", DecisionTreeClassifier(max_depth=3).fit(X, Y)
    yield "forest", RandomForestClassifier(n_estimators=3, max_depth=3, random_state=0).fit(X, Y)
    yield "boosting", GradientBoostingRegressor(n_estimators=3).fit(X, Y)
    yield "hist-boosting", HistGradientBoostingClassifier(max_iter=3).fit(X, Y)
    yield "hist-boosting-categories", HistGradientBoostingClassifier(max_iter=3, categorical_features=[0]).fit(np.c_[np.arange(60) % 3, X[:, 1:]], Y)
    yield "imputer", IterativeImputer(max_iter=2, random_state=0).fit(np.where(X > 1, np.nan, X))
    yield "adaboost", AdaBoostClassifier(n_estimators=2).fit(X, Y)
    yield "isolation", IsolationForest(n_estimators=2, random_state=0).fit(X)
    yield "svc", SVC(probability=True).fit(X, Y)
    yield "sgd", SGDClassifier(loss="log_loss", random_state=0).fit(X, Y)
    yield "neighbours", KNeighborsClassifier(algorithm="kd_tree").fit(X, Y)
    yield "bayes", GaussianNB().fit(X, Y)
    yield "mlp", MLPClassifier((3,), max_iter=5, random_state=np.random.RandomState(3)).fit(X, Y)
    yield "kmeans", KMeans(2, n_init=1, random_state=0).fit(X)
    yield "dbscan", DBSCAN().fit(X)
    yield "pca-pipeline", make_pipeline(named(StandardScaler()), PCA(2), LogisticRegression()).fit(X, Y)
    yield "select", make_pipeline(SelectKBest(f_classif, k=2), SVC()).fit(X, Y)
    yield "log-transform", make_pipeline(FunctionTransformer(np.log1p), LinearRegression()).fit(np.abs(X), Y)
    yield "columns", ColumnTransformer([("a", StandardScaler(), [0, 1]), ("b", OneHotEncoder(handle_unknown="ignore"), [2])]).fit(X)
    yield "tfidf", TfidfVectorizer().fit(["one two three", "two three four", "five"])
    yield "grid", GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=2, scoring="f1").fit(X, Y)
    yield "process", GaussianProcessRegressor(random_state=0).fit(X[:10], Y[:10])
    yield "custom-score", GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=2, scoring={"a": make_scorer(fbeta_score, beta=2), "b": "matthews_corrcoef", "c": "adjusted_rand_score"}, refit="a").fit(X, Y)
    yield "clip-transform", make_pipeline(FunctionTransformer(np.clip, kw_args={"a_min": 0, "a_max": 1}), FunctionTransformer(np.asarray), LinearRegression()).fit(X, Y)
    yield "calibrated", CalibratedClassifierCV(make_pipeline(StandardScaler(), LinearSVC()), method="isotonic", cv=2).fit(X, Y)
    yield "kernels", GaussianProcessRegressor(ConstantKernel(1.0) * Matern(nu=1.5) + WhiteKernel(), random_state=0).fit(X[:10], Y[:10])
    yield "stack", StackingClassifier([("a", LogisticRegression()), ("b", KNeighborsClassifier(algorithm="ball_tree", metric="chebyshev"))], cv=2).fit(X, Y)
    yield "counted-words", make_pipeline(CountVectorizer(ngram_range=(1, 2)), TfidfTransformer(), TruncatedSVD(2, random_state=0), LinearSVC()).fit(["one two", "two three"] * 5, [0, 1] * 5)
    yield "chain", ClassifierChain(LogisticRegression(), order="random", random_state=0).fit(X, np.c_[Y, 1 - Y])
    yield "isotonic", IsotonicRegression().fit(X[:, 0], Y)


def sklearn_cases():
    for name, model in estimators():
        yield f"pickle/{name}.pkl", pickle.dumps(model, protocol=4)
        yield f"joblib/{name}.joblib", joblib_bytes(model)
        if name in ("logistic", "forest", "neighbours", "mlp", "pca-pipeline", "sgd"):
            for protocol in (0, 1, 2, 3, 5):
                yield f"pickle/{name}-p{protocol}.pkl", pickle.dumps(model, protocol=protocol)
    forest = RandomForestClassifier(n_estimators=3, max_depth=3, random_state=0).fit(X, Y)
    yield "joblib/forest-zlib.joblib", joblib_bytes(forest, compress=("zlib", 3))
    yield "joblib/forest-gzip.joblib", joblib_bytes(forest, compress=("gzip", 3))
    yield "joblib/logistic.joblib.gz", joblib_bytes(named(LogisticRegression()), compress=("gzip", 3))


def plain_cases():
    import datetime
    import decimal

    table = {
        "list": [1, 2.5, None, True, "text", b"bytes", 2**70, -5], "tuple": (1, (2, (3,))), "set": {1, 2}, "frozen": frozenset("ab"),
        "ordered": OrderedDict(a=1), "default": defaultdict(list, {"a": [1]}), "complex": 1j, "range": range(3), "bytearray": bytearray(b"x"),
        "when": datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc), "daily": datetime.time(6, 30), "money": decimal.Decimal("1.5"), "slice": slice(1, 2), "long": "x" * 3000,
    }
    for protocol in range(6):
        yield f"pickle/plain-p{protocol}.pkl", pickle.dumps(table, protocol=protocol)
        yield f"pickle/array-p{protocol}.pkl", pickle.dumps({"a": X[:3], "b": np.array(["x", None], dtype=object), "c": np.float64(2)}, protocol=protocol)
    yield "pickle/large-text.pkl", pickle.dumps(["a" * 70_000, b"b" * 70_000] * 2, protocol=4)
    yield "pickle/random-state.pkl", pickle.dumps([np.random.RandomState(1), np.random.default_rng(1)], protocol=4)
    yield "pickle/masked.pkl", pickle.dumps(np.ma.masked_array([1, 2, 3], mask=[0, 1, 0]), protocol=4)
    yield "pickle/sparse.pkl", pickle.dumps(scipy.sparse.csr_matrix(X[:3]), protocol=4)
    yield "joblib/arrays.joblib", joblib_bytes({"f": X, "i": np.arange(5), "o": np.array(COLUMNS, dtype=object), "e": np.zeros((0, 3)), "s": np.zeros(2, dtype=[("a", "<f8"), ("b", "<i4", (2,))]), "u": np.array(["ab", "c"]), "d": np.array(["2024-01-01"], dtype="datetime64[D]"), "t": np.asfortranarray(X)})


def numpy_cases():
    for name, array in (("floats", X), ("empty", np.zeros((0, 2))), ("scalar", np.float32(3)), ("texts", np.array(["ab", "c"])), ("fields", np.zeros(2, dtype=[("a", "<f8"), ("b", "<i4", (2,))])), ("order", np.asfortranarray(X)), ("objects", np.array(["a", 1, None], dtype=object))):
        out = io.BytesIO()
        np.save(out, array)
        yield f"numpy/{name}.npy", out.getvalue()
    out = io.BytesIO()
    np.savez(out, a=X, b=Y)
    yield "numpy/plain.npz", out.getvalue()
    out = io.BytesIO()
    np.savez_compressed(out, a=X, names=np.array(COLUMNS, dtype=object))
    yield "numpy/compressed.npz", out.getvalue()


def boosted_cases():
    import lightgbm
    import xgboost

    frame = lightgbm.Dataset(X, Y, feature_name=COLUMNS)
    booster = lightgbm.train({"objective": "binary", "num_leaves": 4, "verbose": -1, "min_data_in_leaf": 5}, frame, 3)
    yield "lightgbm/model.txt", booster.model_to_string().encode()
    accents = lightgbm.Dataset(X, Y, feature_name=["età", "bontà", "größe", "年齢"])
    yield "lightgbm/accents.txt", lightgbm.train({"objective": "binary", "num_leaves": 4, "verbose": -1, "min_data_in_leaf": 5}, accents, 2).model_to_string().encode()
    rows = np.c_[X, np.arange(60) % 7, np.arange(60) % 3]
    grouped = lightgbm.Dataset(rows, (np.arange(60) % 7 > 3).astype(int), feature_name=[*COLUMNS, "city", "kind"], categorical_feature=[4, 5])
    for name, more in (("categories", {"max_cat_to_onehot": 1, "cat_smooth": 1, "cat_l2": 0, "min_data_per_group": 1}), ("dart", {"boosting": "dart"}), ("linear", {"linear_tree": True})):
        settings = {"objective": "binary", "num_leaves": 4, "verbose": -1, "min_data_in_leaf": 3, "num_threads": 1, "seed": 1, **more}
        data = grouped if name == "categories" else lightgbm.Dataset(X, Y, feature_name=COLUMNS, params={"linear_tree": name == "linear"})
        yield f"lightgbm/{name}.txt", lightgbm.train(settings, data, 3).model_to_string().encode()
    yield "lightgbm/booster.pkl", pickle.dumps(booster)
    yield "lightgbm/classifier.joblib", joblib_bytes(lightgbm.LGBMClassifier(n_estimators=3, verbose=-1).fit(X, Y))
    matrix = xgboost.DMatrix(X, Y, feature_names=COLUMNS)
    trained = xgboost.train({"objective": "binary:logistic", "max_depth": 2, "nthread": 1}, matrix, 3)
    yield "xgboost/model.json", to_file(trained.save_model, ".json")
    yield "xgboost/model.ubj", to_file(trained.save_model, ".ubj")
    yield "xgboost/booster.pkl", pickle.dumps(trained)
    yield "xgboost/classifier.pkl", pickle.dumps(xgboost.XGBClassifier(n_estimators=3, n_jobs=1).fit(X, Y))
    yield "xgboost/classifier.joblib", joblib_bytes(xgboost.XGBRegressor(n_estimators=3, n_jobs=1).fit(X, Y))
    stopping = xgboost.XGBClassifier(n_estimators=3, n_jobs=1, callbacks=[xgboost.callback.EarlyStopping(2)])
    yield "xgboost/stopping.joblib", joblib_bytes(stopping.fit(X, Y, eval_set=[(X, Y)], verbose=False))
    groups = xgboost.DMatrix(np.c_[X[:, :3], np.arange(60) % 5], Y, feature_names=COLUMNS, feature_types=["q", "q", "q", "c"], enable_categorical=True)
    chosen = xgboost.train({"objective": "binary:logistic", "max_depth": 2, "nthread": 1, "tree_method": "hist", "booster": "dart"}, groups, 3)
    chosen.set_attr(note='\u00fc "quoted"\n')
    yield "xgboost/categories.json", to_file(chosen.save_model, ".json")
    yield "xgboost/categories.ubj", to_file(chosen.save_model, ".ubj")
    linear = xgboost.train({"booster": "gblinear", "nthread": 1}, matrix, 2)
    yield "xgboost/linear.json", to_file(linear.save_model, ".json")


def onnx_cases():
    from skl2onnx import to_onnx

    simple = to_onnx(LogisticRegression().fit(X, Y), X[:1].astype(np.float32), options={"zipmap": False}).SerializeToString()
    yield "onnx/logistic.onnx", simple
    forest = RandomForestClassifier(n_estimators=3, max_depth=3, random_state=0).fit(X, Y)
    yield "onnx/forest.onnx", to_onnx(forest, X[:1].astype(np.float32)).SerializeToString()
    rows = X[:20].astype(np.float32)
    models = {"boosting": GradientBoostingRegressor(n_estimators=2), "calibrated": CalibratedClassifierCV(LinearSVC(), cv=2), "process": GaussianProcessRegressor(), "neighbours": KNeighborsClassifier(2), "imputed": KNNImputer()}
    for name, model in models.items():
        # The last of these brings functions of its own.
        yield f"onnx/{name}.onnx", to_onnx(model.fit(rows, Y[:20]), rows[:1]).SerializeToString()
    yield "archive/onnx.tar.gz", packed(tar([("model.onnx", simple)]))
    yield "archive/dotted.tar.gz", packed(tar([("./model.onnx", simple)]))
    import tarfile

    yield "archive/pax.tar.gz", packed(tar([("model.onnx", simple)], tarfile.PAX_FORMAT, lambda info: info.pax_headers.update(mtime="1.5")))
    yield "archive/gnu-long.tar.gz", packed(tar([("a" * 120 + ".onnx", simple)], tarfile.GNU_FORMAT))
    yield "archive/joblib.tar.gz", packed(tar([("model.joblib", joblib_bytes(forest)), ("metadata.json", b'{"team": "lending"}')]))
    yield "archive/plain.tar", tar([("model.onnx", simple)])
    yield "archive/plain.zip", zipped([("model.onnx", simple)])


def tensor_cases():
    import ml_dtypes
    from safetensors.numpy import save

    yield "safetensors/model.safetensors", save({"a": X, "b": Y, "c": np.array(1, np.float32)}, {"format": "np"})
    narrow = {"bf16": X.astype(ml_dtypes.bfloat16), "f16": X.astype(np.float16), "f8": X.astype(ml_dtypes.float8_e4m3fn), "flags": X > 0, "c64": X.astype(np.complex64)}
    yield "safetensors/types.safetensors", save(narrow, {"format": "pt", "note": "\u00fc\n"})
    yield "safetensors/empty.safetensors", save({"none": np.zeros((0, 3))})
    content = {"layer.weight": np.ones((2, 3), np.float32), "layer.bias": np.zeros(2, np.float32)}
    raw, storages = torch_pickle(content)
    members = [("data.pkl", raw), (".format_version", b"1"), (".storage_alignment", b"64"), ("byteorder", b"little")]
    members += [(f"data/{i}", one) for i, one in enumerate(storages)] + [("version", b"3\n"), (".data/serialization_id", b"0636426373535612158703424013370803214142")]
    yield "torch/state.pt", torch_zip(members)
    yield "torch/state.pth", torch_zip(members, "model")
    yield "archive/torch.tar.gz", packed(tar([("model.pth", torch_zip(members, "model"))]))


def keras_cases():
    import keras

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="relu"), keras.layers.Dense(1, activation="sigmoid")])
    yield "keras/dense.keras", to_file(model.save, ".keras")
    yield "keras/weights.h5", to_file(lambda path: model.save_weights(path.replace(".h5", ".weights.h5")) or os.rename(path.replace(".h5", ".weights.h5"), path), ".h5")
    yield "keras/old.h5", to_file(model.save, ".h5")
    entry = keras.Input((4,))
    left, right = keras.layers.Dense(2, activation="gelu")(entry), keras.layers.Dense(2, kernel_regularizer="l2")(entry)
    joined = keras.layers.Add()([keras.layers.Dropout(0.1)(left), right])
    branched = keras.Model(entry, [keras.layers.Dense(1)(joined), keras.layers.Concatenate()([left, right])])
    branched.compile(optimizer="adam", loss="mse")
    yield "keras/branched.keras", to_file(branched.save, ".keras")
    import h5py

    def arrays(path):
        with h5py.File(path, "w") as file:
            file.create_dataset("x", data=X, compression="gzip")
            file.create_group("deep/er").create_dataset("y", data=Y)

    yield "keras/arrays.h5", to_file(arrays, ".h5")
    yield from more_keras_cases()
    yield from hdf5_cases()


def more_keras_cases():
    import keras

    entry = keras.Input((4,))
    yield "keras/operations.keras", to_file(keras.Model(entry, keras.ops.relu(keras.layers.Dense(2)(entry) * 2.0 + 1)).save, ".keras")
    inner = keras.Sequential([keras.Input((4,)), keras.layers.Normalization(), keras.layers.Dense(2, kernel_regularizer="l2"), keras.layers.Dropout(0.2)], name="inner")
    nested = keras.Model(entry, keras.layers.Dense(2, activation="softmax")(inner(entry)))
    nested.compile(keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)), "categorical_crossentropy", metrics=["accuracy", "AUC"])
    yield "keras/nested.keras", to_file(nested.save, ".keras")
    yield "keras/nested.h5", to_file(nested.save, ".h5")
    bins = keras.layers.Discretization(bin_boundaries=[0.0, 1.0], output_mode="one_hot")
    column = keras.Input((1,))
    yield "keras/bins.keras", to_file(keras.Model(column, keras.layers.Dense(1)(bins(column))).save, ".keras")
    image = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(2, 3), keras.layers.MaxPooling2D(), keras.layers.Flatten(), keras.layers.Dense(3)])
    image.compile("rmsprop", "sparse_categorical_crossentropy")
    yield "keras/convolution.h5", to_file(image.save, ".h5")
    sequence = keras.Input((5, 4))
    attended = keras.layers.LayerNormalization()(keras.layers.MultiHeadAttention(2, 2)(sequence, sequence) + sequence)
    grouped = keras.layers.GroupQueryAttention(2, 4, 2)(attended, attended)
    thinking = keras.Model(sequence, keras.layers.Dense(1)(keras.layers.GlobalAveragePooling1D()(grouped)))
    thinking.compile("adamw", keras.losses.Huber(), metrics=["mae"])
    yield "keras/attention.h5", to_file(thinking.save, ".h5")
    yield "keras/attention.keras", to_file(thinking.save, ".keras")
    seen = keras.Sequential([keras.Input((6, 6, 1)), keras.layers.Rescaling(1 / 255), keras.layers.RandomFlip(), keras.layers.SeparableConv2D(2, 2), keras.layers.BatchNormalization(), keras.layers.GlobalMaxPooling2D(), keras.layers.Dense(2)])
    yield "keras/picture.keras", to_file(seen.save, ".keras")
    words = keras.Sequential([keras.Input((5,), dtype="int32"), keras.layers.Embedding(9, 2), keras.layers.Bidirectional(keras.layers.LSTM(2))])
    yield "keras/words.keras", to_file(words.save, ".keras")


def hdf5_cases():
    import h5py

    def written(write, **options):
        def save(path):
            with h5py.File(path, "w", **options) as file:
                write(file)

        return to_file(save, ".h5")

    def pieces(file):
        file.create_dataset("packed", data=np.arange(600).reshape(30, 20), chunks=(10, 5), compression="gzip", shuffle=True, fletcher32=True)
        grown = file.create_dataset("grown", shape=(0, 4), maxshape=(None, 4), dtype="f8", chunks=(1, 4))
        for row in range(40):
            grown.resize((row + 1, 4))
            grown[row] = row
        file.create_dataset("pieces", (50,), dtype=h5py.string_dtype(), chunks=(10,))[:] = [f"n{i}" for i in range(50)]
        file.create_dataset("never", shape=(10, 10), dtype="f4")

    def texts(file):
        file["texts"] = ["a", "bb", "ccc"]
        file["none"] = h5py.Empty("f")
        file["fields"] = np.zeros(5, dtype=[("a", "f4"), ("b", "i8")])
        file.attrs["names"] = [f"n{i}" for i in range(20)]
        file.attrs["long"] = "y" * 3000
        for i in range(30):
            file.attrs[f"a{i}"] = np.arange(i + 1)
            file.create_group(f"g{i}")

    def again(path):
        texts_of = lambda: h5py.File(path, "a")
        for i in range(5):
            with texts_of() as file:
                file[f"k{i}"] = np.arange(3.0 * i)
                file.attrs["round"] = i * 1.5
                file.attrs[f"n{i}"] = i

    yield "h5/pieces.h5", written(pieces)
    yield "h5/texts.h5", written(texts)
    yield "h5/again.h5", to_file(again, ".h5")
    yield "h5/newer-groups.h5", written(lambda file: [file.create_group(f"g{i}").create_dataset("d", data=np.arange(i + 1)) for i in range(5)], libver=("v108", "v108"))
    yield "h5/ordered.h5", written(lambda file: file.create_group("g").create_dataset("b", data=np.arange(5)), track_order=True)


def gguf_cases():
    import gguf

    def write(path):
        writer = gguf.GGUFWriter(path, "llama")
        writer.add_uint32("answer", 42)
        writer.add_array("tokenizer.ggml.tokens", ["a", "b"])
        writer.add_string("tokenizer.chat_template", "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}{% endfor %}")
        writer.add_tensor("a", np.ones((2, 3), np.float32))
        writer.add_tensor("b", np.ones(5, np.float16))
        writer.add_tensor("c", np.ones(3, np.float16))
        writer.add_bool("flag", True)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()

    yield "gguf/model.gguf", to_file(write, ".gguf")


PMML = """<?xml version="1.0" encoding="UTF-8"?>
<PMML xmlns="http://www.dmg.org/PMML-4_4" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.dmg.org/PMML-4_4 http://www.dmg.org/v4-4/pmml-4-4.xsd" version="4.4">
  <Header copyright="example"/>
  <!-- a regression -->
  <DataDictionary><DataField name="age" optype="continuous" dataType="double"/><DataField name="y" optype="continuous" dataType="double"/></DataDictionary>
  <RegressionModel functionName="regression"><MiningSchema><MiningField name="age"/><MiningField name="y" usageType="target"/></MiningSchema>
    <RegressionTable intercept="1.5"><NumericPredictor name="age" coefficient="2"/></RegressionTable></RegressionModel>
</PMML>
"""


def document_cases():
    yield "pmml/regression.pmml", PMML.encode()
    yield "pmml/marked.pmml", b"\xef\xbb\xbf" + PMML.encode()
    yield "pmml/references.pmml", PMML.replace("example", "&amp; &lt;&#233;&#x1F600;").encode()
    yield "json/document.json", json.dumps({"a": [1, 2.5e3, None, {"b": "\u00e9\n"}], "c": {}}).encode()
    yield "json/list.json", b"[]"


def pmml_cases():
    """Written by nyoka, an exporter of scikit-learn pipelines."""
    from nyoka.skl.skl_to_pmml import skl_to_pmml
    from sklearn.pipeline import Pipeline

    models = {
        "logistic": LogisticRegression(), "linear": LinearRegression(), "tree": DecisionTreeClassifier(max_depth=3), "bayes": GaussianNB(),
        "forest": RandomForestClassifier(n_estimators=2, max_depth=2, random_state=0), "boosting": GradientBoostingRegressor(n_estimators=2, max_depth=2),
        "kmeans": KMeans(2, n_init=1, random_state=0), "network": MLPClassifier((3,), max_iter=5, random_state=0), "svm": SVC(), "neighbours": KNeighborsClassifier(2),
    }
    for name, model in models.items():
        pipeline = Pipeline([("scale", StandardScaler()), ("model", model)]).fit(X[:20], Y[:20])
        yield f"pmml/nyoka-{name}.pmml", to_file(lambda path: skl_to_pmml(pipeline, COLUMNS, "approved", path), ".pmml")


def cases():
    for family in (plain_cases, sklearn_cases, numpy_cases, boosted_cases, onnx_cases, tensor_cases, keras_cases, gguf_cases, document_cases, pmml_cases):
        yield from family()
