"""The program of the init container of a tracking server: it makes the tables of its database, or upgrades them."""

PROGRAM = """\
import configparser, os, sqlalchemy
from mlflow.store.db import utils

url = os.environ["MLFLOW_BACKEND_STORE_URI"]
settings = os.environ.get("MLFLOW_AUTH_CONFIG_PATH")
if settings:
    ini = configparser.ConfigParser(interpolation=None)
    ini["mlflow"] = {
        name: value.replace("%", "%%")
        for name, value in {
            "default_permission": os.environ["MLFLOW_AUTH_DEFAULT_PERMISSION"],
            "database_uri": url,
            "admin_username": os.environ["MLFLOW_AUTH_ADMIN_USERNAME"],
            "admin_password": os.environ["MLFLOW_AUTH_ADMIN_PASSWORD"],
            "authorization_function": "mlflow.server.auth:authenticate_request_basic_auth",
        }.items()
    }
    with open(settings, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        ini.write(file)

engine = utils.create_sqlalchemy_engine_with_retry(url)
lock = {
    "postgresql": "SELECT pg_advisory_lock(5000)",
    "mysql": "SELECT GET_LOCK('mlflow', 86400)",
    "mariadb": "SELECT GET_LOCK('mlflow', 86400)",
}.get(engine.dialect.name)
with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
    if lock:
        connection.execute(sqlalchemy.text(lock))
    tables = sqlalchemy.inspect(engine).get_table_names()
    (utils._upgrade_db if "experiments" in tables else utils._initialize_tables)(engine)
    if settings:
        from mlflow.server.auth.db import utils as users

        users.migrate_if_needed(engine, "head")
"""
"""Reads the variables that the server has, too.

`mlflow db upgrade` failed on an empty database for years (mlflow#2113, mended by mlflow#23752), and its argument would show the
password in the list of processes. Pods that start at once wait for each other by a lock of the session (`pg_advisory_lock`,
`GET_LOCK`), which ends with it: Alembic has none, so two would make the same tables. The server reads the address of the database
of its users from a file alone (`read_auth_config` in mlflow/server/auth/config.py), so this writes it, with the URL of the Secret.
"""
