"""Brings the database to the schema of this version; the server does not do it by itself."""

from mlflow.store.db import utils

engine = utils.create_sqlalchemy_engine_with_retry("postgresql://")
utils._initialize_tables(engine)
utils._upgrade_db(engine)
