import re
from typing import Any

from generator.errors import Mark, Problem
from generator.impact import environment_change
from generator.impact.environment_change import EnvironmentChange
from generator.report import review_markdown, review_output
from generator.review.review import Review
from tests.builders.states import autoscaler, container, deployment, labels, service, state

STEADY = '{"active": {"slot": "blue", "image": "a:1"}}'
CANDIDATE = '{"active": {"slot": "blue", "image": "a:1"}, "candidate": {"image": "a:2"}, "step": 0, "steps": [10, 50]}'


def changed(number: int = 1, value: str = "debug", **more: Any) -> EnvironmentChange:
    names = [f"w{each:04}" for each in range(number)]
    pod = {"containers": [container(env=[{"name": "A", "value": value}])]}
    before = state(*(deployment(name, slot="") for name in names))
    found = environment_change.of(before, state(*(deployment(name, slot="", pod=pod) for name in names)))
    assert found is not None
    return found._replace(**more)


def written(*environments: EnvironmentChange, **more: Any) -> list[str]:
    return review_markdown.parts(Review(base="b", head="h", environments=environments, **more))


def test_headlines_come_first_and_details_are_folded() -> None:
    (text,) = written(changed())
    head, _, details = text.partition("<details>")
    assert head == (
        "<!-- tidegate diff: part 1 of 1 -->\n### tidegate diff: restart\n\n"
        "| environment | effect | what happens |\n|---|---|---|\n"
        "| risk/fraud production | restart | 1 rolling restart (1 pod, about 30 s without scheduling and pulls), "
        "1 object changed |\n\n"
    )
    assert details.startswith("<summary>risk/fraud production: restart, 1 object</summary>\n")
    assert details.endswith("\n</details>\n\n")
    assert '\n+ - {"name": "A", "value": "debug"}\n' in details


def test_a_long_review_is_split_at_whole_objects_below_the_limit() -> None:
    found = written(changed(900))
    assert len(found) > 1
    assert max(len(part.encode()) for part in found) < 65_536
    assert [part.splitlines()[0] for part in found] == [
        f"<!-- tidegate diff: part {number} of {len(found)} -->" for number in range(1, len(found) + 1)
    ]
    for part in found:
        assert review_output.is_part(part)
        assert part.count("<details>") == part.count("</details>")
        assert part.count("\n```diff\n") == part.count("\n```\n\n")
    shown = re.findall(r"`Deployment (w[0-9]{4})`", "".join(found))
    assert len(shown) == len({*shown}) == 900


def test_what_is_larger_than_a_part_is_cut_and_names_the_command() -> None:
    found = written(changed(1, "x\n" * 50_000))
    assert max(len(part.encode()) for part in found) < 65_536
    assert "The rest is cut: `tidegate diff -e production` shows it." in "".join(found)


def test_many_headlines_fit_into_the_first_part() -> None:
    every = [changed(key=("risk", f"p{number}", "dev")) for number in range(3000)]
    assert len(written(*every)[0].encode()) < 65_536


def test_a_fence_is_longer_than_any_in_the_values() -> None:
    text = "".join(written(changed(1, "a\n````\n</details>\n")))
    assert "\n`````diff\n" in text


def test_text_mentions_nobody_and_is_no_markup() -> None:
    problem = Problem(mark=Mark("a`b.yaml", 3, 1), where="", fact="@acme <b> | *x* #1", hint="[y](z)", code="x")
    (text,) = written(problems=(problem,))
    assert "- `` a`b.yaml:3 `` &#64;acme &lt;b&gt; \\| \\*x\\* &#35;1 (\\[y\\](z))\n" in text


def test_a_release_is_drawn_with_its_positions() -> None:
    before = state(deployment(), service(STEADY))
    after = state(deployment(), deployment("fraud-api-green", slot="green"), service(CANDIDATE), autoscaler(1, 2))
    found = environment_change.of(before, after)
    assert found is not None
    (text,) = written(found)
    drawing = text.partition("```mermaid\n")[2].partition("```")[0]
    assert '  p2["10 %"]\n' in drawing
    assert '  p4["100 %, previous warm"]\n' in drawing
    assert '  p0 -. "release" .-> p1\n' in drawing
    assert drawing.endswith("  class p0 before\n  class p1 after\n")


def test_no_version_stays_warm_on_knative() -> None:
    mode = {"serving.kserve.io/deploymentMode": "Knative"}
    served = {
        "kind": "InferenceService",
        "metadata": {"name": "fraud-api", "labels": labels(slot=""), "annotations": mode},
    }
    found = environment_change.of(state(served, service(STEADY)), state(served, service(CANDIDATE)))
    assert found is not None
    assert '["100 %"]\n' in "".join(written(found))


def test_nothing_that_differs_is_said() -> None:
    assert written() == ["<!-- tidegate diff: part 1 of 1 -->\n### tidegate diff: no differences\n\n\n"]
