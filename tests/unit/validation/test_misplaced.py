"""Entries that stand at another level: one message each, which says where they belong."""

import pytest

from generator.validation import platform as platforms
from generator.validation import project_check

HEAD = "apiVersion: tidegate.dev/v1\nname: fraud\nteam: risk\n"
API = "  api:\n    kind: service\n    image: ghcr.io/acme/api:1\n    ports: {http: 8080}\n"
PLATFORM = platforms.load(None, "/")
JOB = "tidegate explain api lists all that may stand here"
BESIDE = 'the component "api" does not stand below "components"'


def said(text: str) -> list[str]:
    found = project_check.check((HEAD + text).encode(), "f.yaml", PLATFORM)
    return [f"{each.mark.line}:{each.mark.column}: {each.fact} -> {each.hint}" for each in found.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"components:\n{API}environments:\n  dev:\n    api: {{scale: 3}}\n",
            [f"11:5: {BESIDE} -> write it below components: dev: {{components: {{api: ...}}}}"],
        ),
        (
            f"components:\n{API}environments:\n  dev:\n    scale: 3\n",
            [
                '11:5: "scale" is a field of a component -> write it within the component: dev: {components: {api: {scale: ...}}}'
            ],
        ),
        (
            "api: {kind: job, image: a/b:1}\nenvironments: {dev: }\n",
            [f"4:1: {BESIDE} -> write it below components: components: {{api: ...}}"],
        ),
        (
            "components:\n  kind: job\n  image: a/b:1\nenvironments: {dev: }\n",
            ["5:3: the component has no name -> give it one: components: {api: {kind: job, ...}}"],
        ),
        (
            f"components:\n{API}    strategy: {{canary: {{steps: [10]}}}}\nenvironments: {{dev: }}\n",
            ['9:16: unknown key "canary" -> write it as the type: strategy: {type: canary, ...}'],
        ),
        (
            "components:\n  api:\n  kind: job\n  image: a/b:1\nenvironments: {dev: }\n",
            [
                '6:3: "kind", "image" stand beside "api", not below it -> indent what belongs to "api" by two more spaces'
            ],
        ),
        (
            "x-a: &a {kind: job}\ncomponents:\n  api:\n    <<: *a\n    image: a/b:1\nenvironments: {dev: }\n",
            ["7:5: merge keys are not allowed -> write the fields out, or use an alias as a value"],
        ),
        (
            f"components:\n{API}environments: {{d\u0435v: }}\n",
            [
                (
                    '9:16: there is no environment "d\u0435v" -> did you mean "dev"? "\u0435" in it is CYRILLIC SMALL '
                    "LETTER IE (U+0435); choose from: dev, production, staging"
                )
            ],
        ),
        (
            f"components:\n{API}    strategy: {{kafka: {{}}}}\nenvironments: {{dev: }}\n",
            [
                '9:5: "type" is missing -> write type: rolling, recreate, blue-green or canary',
                '9:16: unknown key "kafka" -> choose from: prescale, steps, surge, type, unavailable',
            ],
        ),
        (
            f"components:\n{API}    scale: {{max: 2, queue: {{length: 1, kafka: x}}}}\nenvironments: {{dev: }}\n",
            ['9:40: unknown key "kafka" -> write it as the type: queue: {type: kafka, ...}'],
        ),
        (
            "components:\n  queue: {kind: job, image: a/b:1, kafka: x}\nenvironments: {dev: }\n",
            ['5:36: unknown key "kafka" -> tidegate explain queue lists all that may stand here'],
        ),
        (
            "components:\n  a: {kind: job, image: a/b:1, env: {strategy: {value: a, canary: x}}}\nenvironments: {dev: }\n",
            [
                (
                    '5:59: unknown key "canary" -> choose from: configMap, divisor, field, key, optional, public, resource, '
                    "secret, value"
                )
            ],
        ),
        (
            f"components:\n  kind: job\n  ports: {{http: 8080}}\n  args: a\n{API}    imag: b\nenvironments: {{dev: }}\n",
            [
                "5:3: the component has no name -> give it one: components: {api: {kind: job, ...}}",
                '12:5: unknown key "imag" -> did you mean "image"?',
            ],
        ),
        (
            f"components:\n{API}{API.replace('api', 'rank')}environments:\n  dev:\n    scale: 3\n",
            [
                (
                    '15:5: "scale" is a field of a component -> write it within the component: dev: {components: {NAME: '
                    "{scale: ...}}}, for NAME one of api, rank"
                )
            ],
        ),
        (
            f"components:\n{API}    env:\n    LOG: x\nenvironments: {{D_v: }}\n",
            [
                '10:5: "LOG" stands beside "env", not below it -> indent what belongs to "env" by two more spaces',
                '11:16: "D_v" is not a DNS label -> use lower-case letters, digits and "-": "d-v"',
            ],
        ),
        (
            f"components:\n{API}environments:\n  dev:\n    scales: 3\n",
            ['11:5: unknown key "scales" -> choose from: components, releases'],
        ),
    ],
)
def test_what_stands_elsewhere_is_told_once(text: str, expected: list[str]) -> None:
    assert said(text) == expected
