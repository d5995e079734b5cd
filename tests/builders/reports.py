"""What CI systems accept as reports, as far as ours use it.

No small package brings the schema of SARIF 2.1.0, so the part of it that we use is written here by hand, after
https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json. It is stricter than the whole:
a property that is not listed is refused, so that a new one is looked up there first.
"""

import json
from collections.abc import Mapping
from typing import Any

import jsonschema

Json = dict[str, Any]


def _object(required: Mapping[str, Json], **optional: Json) -> Json:
    properties = {**required, **optional}
    return {"type": "object", "required": [*required], "properties": properties, "additionalProperties": False}


def _list(items: Json, **more: Any) -> Json:
    return {"type": "array", "items": items, **more}


TEXT: Json = {"type": "string", "minLength": 1}
MESSAGE = _object({"text": TEXT})
LEVEL: Json = {"enum": ["none", "note", "warning", "error"]}
INDEX: Json = {"type": "integer", "minimum": 0}
PLACE: Json = {"type": "integer", "minimum": 1}
URI: Json = {"type": "string", "pattern": r"^(file://)?([A-Za-z0-9\-._~!$&'()*+,;=@/]|%[0-9A-F]{2})*$"}
LOCATION = _object(
    {
        "physicalLocation": _object(
            {
                "artifactLocation": _object({"uri": URI}, uriBaseId=TEXT),
                "region": _object({"startLine": PLACE, "startColumn": PLACE}),
            }
        )
    },
    logicalLocations=_list(_object({"fullyQualifiedName": TEXT}), uniqueItems=True),
)
DESCRIPTORS = _list(_object({"id": TEXT, "shortDescription": MESSAGE, "help": MESSAGE}), uniqueItems=True)
NOTIFICATION = _object(
    {"descriptor": _object({"id": TEXT, "index": INDEX}), "level": LEVEL, "message": MESSAGE},
    locations=_list(LOCATION, uniqueItems=True),
)
RESULT = _object(
    {
        "ruleId": TEXT,
        "ruleIndex": INDEX,
        "level": LEVEL,
        "message": MESSAGE,
        "locations": _list(LOCATION, minItems=1, maxItems=1),
        "partialFingerprints": {"type": "object", "additionalProperties": TEXT, "minProperties": 1},
        "properties": {"type": "object"},
    }
)
DRIVER = _object(
    {"name": TEXT, "version": TEXT, "informationUri": TEXT, "rules": DESCRIPTORS}, notifications=DESCRIPTORS
)
RUN = _object(
    {
        "tool": _object({"driver": DRIVER}),
        "invocations": _list(
            _object({"executionSuccessful": {"type": "boolean"}}, toolExecutionNotifications=_list(NOTIFICATION))
        ),
        "columnKind": {"const": "unicodeCodePoints"},
        "originalUriBaseIds": {"type": "object", "additionalProperties": _object({"description": MESSAGE})},
        "results": _list(RESULT),
    }
)
SARIF = _object({"$schema": TEXT, "version": {"const": "2.1.0"}, "runs": _list(RUN, minItems=1, maxItems=1)})
ENTRY = _object(
    {
        "description": TEXT,
        "check_name": TEXT,
        "fingerprint": TEXT,
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": _object({"path": TEXT, "lines": _object({"begin": PLACE})}),
    }
)
CODE_QUALITY = _list(ENTRY, uniqueItems=True)


def sarif(text: str) -> Json:
    """The run of a log, which is valid, and whose rules and folders are there under the names that its results use."""
    log: Json = json.loads(text)
    jsonschema.validate(log, SARIF)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    used = [place["physicalLocation"]["artifactLocation"] for each in run["results"] for place in each["locations"]]
    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == [each["ruleId"] for each in run["results"]]
    assert {each["uriBaseId"] for each in used if "uriBaseId" in each} <= {*run["originalUriBaseIds"]}
    found: Json = run
    return found


def code_quality(text: str) -> list[Json]:
    """The entries of a report, which is valid, and of which GitLab shows every one."""
    found: list[Json] = json.loads(text)
    jsonschema.validate(found, CODE_QUALITY)
    assert len({each["fingerprint"] for each in found}) == len(found)
    return found
