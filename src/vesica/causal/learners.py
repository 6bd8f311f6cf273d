"""Learners behind doubly robust effects: a linear one and a forest; the better one is used."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.errors import MissingExtraError

__all__ = ["CLIP", "predicted", "propensity"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
CLIP = 1e-3


def propensity(X: Floats, d: Flags, new: Floats, seed: int, trees: int) -> tuple[Floats, str]:
    """Chance of taking part of new people, and which learner told it.

    Parameters
    ----------
    X, d : ndarray, shape (n_people, n_covariates) and (n_people,)
        People to learn from, and who of them took part.
    new : ndarray of float64, shape (n_new, n_covariates)
        People to tell it of.
    seed, trees : int
        Of the forest.
    """
    forest, linear = _classifiers(seed, trees)
    least = min(int(d.sum()), int((~d).sum()))
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    inner = StratifiedKFold(min(3, least))
    outside = cross_val_predict(linear, X, d, cv=inner, method="predict_proba")[:, 1]
    forest.fit(X, d)
    guess = np.nan_to_num(forest.oob_decision_function_[:, 1], nan=float(d.mean()))
    if _log_loss(d, guess) < _log_loss(d, outside):
        return forest.predict_proba(new)[:, 1], "forest"
    return linear.fit(X, d).predict_proba(new)[:, 1], "logistic"


def _log_loss(d: Flags, p: Floats) -> float:
    p = np.clip(p, CLIP, 1 - CLIP)
    return -float(np.mean(np.where(d, np.log(p), np.log1p(-p))))


def predicted(X: Floats, y: Floats, new: Floats, seed: int, trees: int) -> tuple[Floats, str]:
    """Outcome that new people would have, and which learner told it.

    Parameters
    ----------
    X, y : ndarray of float64, shape (n_people, n_covariates) and (n_people,)
        People to learn from, and their outcomes.
    new, seed, trees
        As in :func:`propensity`.
    """
    forest, linear = _regressors(seed, trees)
    forest.fit(X, y)
    linear.fit(X, y)
    outside = np.nan_to_num(forest.oob_prediction_, nan=float(y.mean()))
    if float(np.mean((y - outside) ** 2)) < -float(linear[-1].best_score_):
        return forest.predict(new), "forest"
    return linear.predict(new), "ridge"


def _classifiers(seed: int, trees: int):
    ensemble, linear_model, pipeline, preprocessing = _learn()
    forest = ensemble.RandomForestClassifier(
        trees, min_samples_leaf=10, max_features="sqrt", oob_score=True, random_state=seed
    )
    logistic = linear_model.LogisticRegression(C=1.0, max_iter=1000)
    return forest, pipeline.make_pipeline(preprocessing.StandardScaler(), logistic)


def _regressors(seed: int, trees: int):
    ensemble, linear_model, pipeline, preprocessing = _learn()
    forest = ensemble.RandomForestRegressor(
        trees, min_samples_leaf=5, max_features=1 / 3, oob_score=True, random_state=seed
    )
    ridge = linear_model.RidgeCV(alphas=np.logspace(-2, 3, 11), scoring="neg_mean_squared_error")
    return forest, pipeline.make_pipeline(preprocessing.StandardScaler(), ridge)


def _learn():
    try:
        from sklearn import ensemble, linear_model, pipeline, preprocessing
    except ImportError as error:
        raise MissingExtraError.needs("causal", "Estimating an opt-in programme") from error
    return ensemble, linear_model, pipeline, preprocessing
