"""What a team wrote is what the pod gets: texts on the objects that the real kustomize prints, read back by two readers."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from generator.layout import tree
from generator.manifest import yaml_reader
from generator.manifest.manifest import Overlay
from generator.validation import project_check, project_render
from tests.acceptance.machines import BareWords, gathered
from tests.builders import cases, samples
from tests.builders.cases import Case
from tests.builders.documents import Data
from tests.properties.strategies import TEXTS

REFERENCE = re.compile(r"\$\(([-._a-zA-Z0-9]+)\)")
MANY = 40
HOME = {"HOME": "/tmp"}  # noqa: S108 - a path in the container
"""What a user has that is only a number; a team's `$(HOME)` does not refer to it."""


def kubernetes(text: str, known: Mapping[str, str]) -> str:
    """`Expand` of `third_party/forked/golang/expansion`, which goes by bytes and writes a byte after `$` as a character."""
    data, out, at = text.encode(), bytearray(), 0
    while at < len(data):
        after = data[at + 1 : at + 2]
        end = data.find(b")", at + 2)
        if data[at : at + 1] != b"$" or not after:
            out += data[at : at + 1]
            at += 1
        elif after == b"(" and end >= 0:
            name = data[at + 2 : end].decode()
            out += known.get(name, f"$({name})").encode()
            at = end + 1
        else:
            out += b"$" if after == b"$" else b"$" + chr(after[0]).encode()
            at += 2
    return out.decode()


def meant(text: str, known: Mapping[str, str]) -> str:
    """The promise: `$(NAME)` of the container's own env is replaced, every other character arrives as written."""
    return REFERENCE.sub(lambda found: known.get(found[1], found[0]), text)


def arrived(container: Data) -> tuple[dict[str, str], list[str], list[str]]:
    """Env, command and args as the process sees them; a Secret's value stands for itself."""
    known: dict[str, str] = {}
    for variable in container.get("env", []):
        known[variable["name"]] = kubernetes(variable["value"], known) if "value" in variable else "secret"
    command, args = ([kubernetes(text, known) for text in container.get(key, [])] for key in ("command", "args"))
    return known, command, args


def wanted(component: Data) -> tuple[dict[str, str], list[str], list[str]]:
    """The same by an independent reading of what the team wrote."""
    known = {"MODEL_URI": component["model"]} if "model" in component else {}
    for name, value in component.get("env", {}).items():
        text = value.get("value") if isinstance(value, dict) else value
        known[name] = "secret" if text is None else meant(text, known)
    command, args = ([meant(text, known) for text in component.get(key, [])] for key in ("command", "args"))
    return HOME | known, command, args


def built(overlays: Sequence[Overlay], folder: Path) -> dict[str, Data]:
    """One kustomize run over all overlays; objects by `namespace/Kind/name`."""
    found = list(yaml.load_all(gathered(overlays, folder), BareWords))
    # Our own printing is read alike by a reader of YAML 1.2.
    texts = [text for overlay in overlays for text in re.split(r"(?m)^---\n", tree.stream(overlay)) if text]
    ours = {_key(one): one for one in map(yaml_reader.read, texts)}
    theirs = {_key(one): one for one in found}
    assert ours == theirs
    return theirs


def _key(found: Data) -> str:
    return f"{found['metadata']['namespace']}/{found['kind']}/{found['metadata']['name']}"


ANNOTATION = TEXTS.filter(lambda text: not (text.startswith("\t") and "\n" in text))
LABEL = st.from_regex(r"\A(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,8}[A-Za-z0-9])?)?\Z")


@st.composite
def written(draw: st.DrawFn) -> Data:
    """A service with texts wherever a team may write any."""
    texts = draw(st.lists(TEXTS, min_size=MANY, max_size=MANY))
    names = [f"V_{number}" for number in range(10)]
    # References to variables before, after and of nobody.
    refer = [text + draw(st.sampled_from(["", "$(V_1)", "$$(V_2)", "$(V_9)x", "$", "$(V_3"])) for text in texts]
    return samples.SERVICE | {
        "model": "s3://models/$HOME/$$/$(X)/é",
        "env": dict(zip(names, refer[:10], strict=True)) | {"FROM": {"secret": "a", "key": "b"}},
        "command": refer[10:15],
        "args": [*refer[15:20], "$(FROM)"],
        "annotations": {f"note-{number}": draw(ANNOTATION) for number in range(5)},
        "labels": {f"label-{number}": draw(LABEL) for number in range(5)},
        "serviceAccount": {"annotations": {"acme.dev/role": draw(ANNOTATION)}},
        "description": draw(ANNOTATION.filter(bool)),
        "files": {f"/etc/{number}": text for number, text in enumerate(texts[20:30])},
        "health": {"ready": {"command": texts[30:35]}, "live": "/" + draw(st.text("az09$&%é='\"", max_size=9))},
    }


@given(st.lists(written(), min_size=2, max_size=4))
@settings(max_examples=6, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_every_text_arrives_as_it_was_written(tmp_path_factory: Any, components: list[Data]) -> None:
    overlays: list[Overlay] = []
    for number, component in enumerate(components):
        overlays += cases.build(_named(samples.case(component), number)).overlays.values()
    found = built(overlays, tmp_path_factory.mktemp("values"))
    for number, component in enumerate(components):
        _holds(component, found, f"risk-fraud{number}-dev", f"fraud{number}-api")


def _named(case: Case, number: int) -> Case:
    return case.but(lambda project: project.update(name=f"fraud{number}"))


def _holds(component: Data, found: Mapping[str, Data], namespace: str, base: str) -> None:
    deployment = found[f"{namespace}/Deployment/{base}-blue"]
    template = deployment["spec"]["template"]
    container = template["spec"]["containers"][0]
    assert arrived(container) == wanted(component)
    for metadata in (deployment["metadata"], template["metadata"]):
        assert component["annotations"].items() <= metadata["annotations"].items()
        assert component["labels"].items() <= metadata["labels"].items()
    assert template["metadata"]["annotations"]["tidegate.dev/model"] == component["model"]
    account = found[f"{namespace}/ServiceAccount/{base}"]["metadata"]["annotations"]
    assert component["serviceAccount"]["annotations"].items() <= account.items()
    main = found[f"{namespace}/Service/{base}"]["metadata"]["annotations"]
    assert main["kubernetes.io/description"] == component["description"]
    assert files(container, template, found, namespace) == component["files"]
    known = {
        variable["name"]: variable.get("value", "") for variable in container["env"] if variable["name"] not in HOME
    }
    probe = [kubernetes(text, known) for text in container["readinessProbe"]["exec"]["command"]]
    assert probe == [meant(text, known) for text in component["health"]["ready"]["command"]]
    assert container["livenessProbe"]["httpGet"]["path"] == component["health"]["live"]


def files(container: Data, template: Data, found: Mapping[str, Data], namespace: str) -> dict[str, str]:
    """Path to content, as the kubelet mounts them."""
    (volume,) = [volume for volume in template["spec"]["volumes"] if volume["name"] == "files"]
    data = found[f"{namespace}/ConfigMap/{volume['configMap']['name']}"]["data"]
    return {m["mountPath"]: data[m["subPath"]] for m in container["volumeMounts"] if m["name"] == "files"}


# The issue's own list, as a team would type it: plain where YAML lets it be plain.
PLAIN = r"""
apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api:
    kind: job
    image: busybox:1
    env:
      TEMPLATE: "{{ 7 * 7 }}{% raw %}{# x #}"
      QUOTES: "'\"`"
      SINGLE: 'it''s'
      LINES: "a\n\n b\n"
      BLOCK: |
        first
          second: {x}
      FOLDED: >-
        one
        two
      ON: on
      OCTAL: 0123
      EXPONENT: 1e3
      SEXAGESIMAL: 12:30
      DECIMAL: 0.80
      HEX: 0x1F
      TRUE: true
      UNDERSCORE: 1_000
      DATE: 2020-01-01
      EQUALS: =
      MERGE: <<
      RULE: "---"
      END: "..."
      EMOJI: "\U0001F600😀"
      SEPARATOR: "a\u2028b\u2029c"
      DOUBLE: $$
      NOBODYS: $(NOT_MINE)
      OWN: <$(ON)>
      HALF: $(ON
      LAST: $
      BEFORE: $é
      TILDE: "~"
      NOTHING: "null"
      EMPTY: ""
      COLON: "a: b"
      HASH: "a #b"
      ANCHOR: "&a *a !b"
      TAB: "\ta\tb"
    args: [on, 0123, 1e3, 12:30, 0.80, =, "---", "$$", $(NOT_MINE), $(ON), "{{ }}", "a\u2028b", 5, true, -1]
environments: {dev: }
"""
ARRIVES = {
    "TEMPLATE": "{{ 7 * 7 }}{% raw %}{# x #}", "QUOTES": "'\"`", "SINGLE": "it's", "LINES": "a\n\n b\n",
    "BLOCK": "first\n  second: {x}\n", "FOLDED": "one two", "ON": "on", "OCTAL": "0123", "EXPONENT": "1e3",
    "SEXAGESIMAL": "12:30", "DECIMAL": "0.80", "HEX": "0x1F", "TRUE": "true", "UNDERSCORE": "1_000", "DATE": "2020-01-01",
    "EQUALS": "=", "MERGE": "<<", "RULE": "---", "END": "...", "EMOJI": "\U0001f600\U0001f600", "SEPARATOR": "a\u2028b\u2029c",
    "DOUBLE": "$$", "NOBODYS": "$(NOT_MINE)", "OWN": "<on>", "HALF": "$(ON", "LAST": "$", "BEFORE": "$é", "TILDE": "~",
    "NOTHING": "null", "EMPTY": "", "COLON": "a: b", "HASH": "a #b", "ANCHOR": "&a *a !b", "TAB": "\ta\tb",
}  # fmt: skip
ARGS = [
    "on", "0123", "1e3", "12:30", "0.80", "=", "---", "$$", "$(NOT_MINE)", "on", "{{ }}", "a\u2028b", "5", "true", "-1",
]  # fmt: skip


def test_the_texts_that_break_other_generators_arrive(tmp_path: Path) -> None:
    path = Path(tmp_path, "ml-project.yaml")
    path.write_text(PLAIN, encoding="utf-8")
    held = cases.platform({"dev": samples.DEV})
    judged = project_check.check_file(str(path), held)
    assert not judged.problems
    found = built(project_render.render(judged, held).overlays, tmp_path)
    (job,) = [one for one in found.values() if one["kind"] == "Job"]
    env, command, args = arrived(job["spec"]["template"]["spec"]["containers"][0])
    assert env == ARRIVES | HOME
    assert command == []
    assert args == ARGS


def test_an_annotation_that_kustomize_cannot_build_is_refused_where_it_stands() -> None:
    fact = '"\\ta\\nb" is not a text that kustomize can build -> do not begin its first line with a tab'
    text = "\ta\nb"
    component = samples.SERVICE | {
        "annotations": {"x": text}, "description": text, "serviceAccount": {"annotations": {"y": text}}
    }  # fmt: skip
    assert sorted(samples.problems(component, annotations={"z": text})) == [
        f"annotations.z: {fact}",
        f"components.api.annotations.x: {fact}",
        f"components.api.description: {fact}",
        f"components.api.serviceAccount.annotations.y: {fact}",
    ]
