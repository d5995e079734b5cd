"""Train, log and register the churn model."""

import mlflow
from sklearn.datasets import make_classification
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import cross_val_score

features, churned = make_classification(n_samples=20_000, n_features=24, weights=[0.85], random_state=7)
model = HistGradientBoostingClassifier(learning_rate=0.06, max_iter=300)

mlflow.set_experiment("churn")
with mlflow.start_run():
    mlflow.log_metric("auc", cross_val_score(model, features, churned, scoring="roc_auc", cv=5).mean())
    mlflow.sklearn.log_model(model.fit(features, churned), name="model", registered_model_name="churn")
