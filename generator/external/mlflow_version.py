"""A program of its own, for `external.model_registry`: a registered model's alias, or `latest`, asked of MLflow's own client.

`python mlflow_version.py NAME ALIAS` or `NAME latest`, which no alias may be called. Prints one JSON object: `version`,
or `fact` where there is none. MLflow's threads, logs and time limits end with this process.
"""

import json
import sys


def main(name: str, alias: str) -> dict[str, str]:
    """The version, or the fact that keeps it from being known."""
    try:
        import mlflow
        from mlflow import exceptions
    except ImportError as error:
        return {"missing": str(error.name)}
    client = mlflow.MlflowClient()
    try:
        if alias != "latest":
            return {"version": str(client.get_model_version_by_alias(name, alias).version)}
        quoted = name.replace("'", "''")
        found = client.search_model_versions(f"name='{quoted}'", max_results=1, order_by=["version_number DESC"])
        return {"version": str(found[0].version)} if found else {"fact": f"there is no version of {name}"}
    except exceptions.MlflowException as error:
        return {"fact": error.message, "code": error.error_code}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))  # noqa: T201
