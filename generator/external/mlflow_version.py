"""A script that looks up the version of an MLflow alias, or the latest version; `external.model_registry` runs it.

`python mlflow_version.py NAME ALIAS`; the alias `latest`, which MLflow reserves, is the newest version. Prints one JSON
object: `version`, or `fact` with the error. In a process of its own, so that MLflow's threads and logging end with it.
"""

import json
import sys


def main(name: str, alias: str) -> dict[str, str]:
    """The version as `version`; else the error as `fact`, or the module that is not installed as `missing`."""
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
