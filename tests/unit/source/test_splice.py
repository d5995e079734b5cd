from collections.abc import Sequence
from typing import NamedTuple

import pytest

from generator.source import splice, splice_values
from generator.source.splice import Drop, Put, Source, Value
from tests.builders import documents

API = ("environments", "production", "releases", "api")
ACTIVE, CANDIDATE, PREVIOUS, STEP = ((*API, key) for key in ("active", "candidate", "previous", "step"))
NEW: dict[str, Value] = {"image": "acme/api:1.5.0", "model": "s3://models/13", "steps": [10, 25]}
NEW_LINE = '{image: "acme/api:1.5.0", model: s3://models/13, steps: [10, 25]}'
FIRST = (Put(ACTIVE, {"slot": "blue", "image": "acme/api:1.4.2"}), Put(CANDIDATE, NEW), Put(STEP, 0))
FIRST_FLOW = f'{{active: {{slot: blue, image: "acme/api:1.4.2"}}, candidate: {NEW_LINE}, step: 0}}'
TOP = "environments:\n  production:\n    releases:\n      api:\n"


class Case(NamedTuple):
    before: str
    after: str
    operations: Sequence[Put | Drop]


def first(pad: str, step: str, newline: str = "\n") -> str:
    """The lines of a first release below `production:`, the last one without its newline."""
    lines = [
        f"{pad}releases:",
        f"{pad}{step}api:",
        f'{pad}{step * 2}active: {{slot: blue, image: "acme/api:1.4.2"}}',
        f"{pad}{step * 2}candidate: {NEW_LINE}",
        f"{pad}{step * 2}step: 0",
    ]
    return newline.join(lines)


PARENTS = {
    "an empty environment": Case(
        "environments:\n  production:\n", f"environments:\n  production:\n{first('    ', '  ')}\n", FIRST
    ),
    "an empty environment with a comment": Case(
        "environments:\n  production:   # live\n  # end\n",
        f"environments:\n  production:   # live\n{first('    ', '  ')}\n  # end\n",
        FIRST,
    ),
    "a tilde, and four spaces": Case(
        "environments:\n    production: ~  # live\n\nx-a: 1\n",
        f"environments:\n    production:  # live\n{first('        ', '    ')}\n\nx-a: 1\n",
        FIRST,
    ),
    "null, and one space": Case(
        "environments:\n production: null", f"environments:\n production:\n{first('  ', ' ')}", FIRST
    ),
    "an empty mapping with a tab before its comment": Case(
        "environments:\n  production: { }\t# live\n",
        f"environments:\n  production:\t# live\n{first('    ', '  ')}\n",
        FIRST,
    ),
    "an anchor that nobody uses": Case(
        "environments:\n  production: &p # live\n",
        f"environments:\n  production: &p # live\n{first('    ', '  ')}\n",
        FIRST,
    ),
    "a null on a line of its own": Case(
        "environments:\n  production:\n    ~\n",
        f"environments:\n  production:\n    {{releases: {{api: {FIRST_FLOW}}}}}\n",
        FIRST,
    ),
    "quoted keys, and three spaces only here": Case(
        "'environments':\n  \"production\":\n     'components':\n        api: {}\n",
        "'environments':\n  \"production\":\n     'components':\n        api: {}\n" + first("     ", "   ") + "\n",
        FIRST,
    ),
    "CRLF": Case(
        "environments:\r\n  production:\r\n# end\r\n",
        f"environments:\r\n  production:\r\n{first('    ', '  ', chr(13) + chr(10))}\r\n# end\r\n",
        FIRST,
    ),
    "CRLF in one line of LF": Case(
        "a: 1\nenvironments:\n  production:\r\nb: 1\n",
        f"a: 1\nenvironments:\n  production:\r\n{first('    ', '  ', chr(13) + chr(10))}\r\nb: 1\n",
        FIRST,
    ),
    "no final newline, and CRLF": Case(
        "environments:\r\n  production:",
        f"environments:\r\n  production:\r\n{first('    ', '  ', chr(13) + chr(10))}",
        FIRST,
    ),
    "a byte order mark and document markers": Case(
        "\ufeff--- # start\nenvironments:\n  production:\n...\n",
        f"--- # start\nenvironments:\n  production:\n{first('    ', '  ')}\n...\n",
        FIRST,
    ),
    "no environments at all": Case(
        "name: fraud\n# end\n", f"name: fraud\nenvironments:\n  production:\n{first('    ', '  ')}\n# end\n", FIRST
    ),
    "an empty environment in a flow mapping": Case(
        "environments: {dev: , production: }  # all\n",
        f"environments: {{dev: , production: {{releases: {{api: {FIRST_FLOW}}}}}}}  # all\n",
        FIRST,
    ),
    "an environment without a colon": Case(
        "environments: {production}\n", f"environments: {{production: {{releases: {{api: {FIRST_FLOW}}}}}}}\n", FIRST
    ),
    "a flow mapping in block style": Case(
        "environments:\n  production: {components: {a: {}} } # c\n",
        f"environments:\n  production: {{components: {{a: {{}}}}, releases: {{api: {FIRST_FLOW}}} }} # c\n",
        FIRST,
    ),
    "empty mappings in flow": Case(
        "environments: {production: {releases: {}}}\n",
        f"environments: {{production: {{releases: {{api: {FIRST_FLOW}}}}}}}\n",
        FIRST,
    ),
    "an empty flow mapping with a comment in it": Case(
        "environments:\n  production: { # live\n  }\n",
        f"environments:\n  production: {{ # live\n    releases: {{api: {FIRST_FLOW}}}\n  }}\n",
        FIRST,
    ),
    "releases of others, and their comments": Case(
        "environments:\n  production:\n    releases:\n      web:\n        step: 1  # w\n      # after web\n\n    # after\n",
        "environments:\n  production:\n    releases:\n      web:\n        step: 1  # w\n"
        + first("    ", "  ").split("\n", 1)[1]
        + "\n      # after web\n\n    # after\n",
        FIRST,
    ),
    "a block scalar before it": Case(
        "environments:\n  production:\n    note: |\n      a\n       b  \n\n\n# end\n",
        f"environments:\n  production:\n    note: |\n      a\n       b  \n{first('    ', '  ')}\n\n\n# end\n",
        FIRST,
    ),
    "a block scalar that keeps its blank lines": Case(
        "environments:\n  production:\n    note: |+ # n\n      a\n\n\n# end\n",
        f"environments:\n  production:\n    note: |+ # n\n      a\n\n\n{first('    ', '  ')}\n# end\n",
        FIRST,
    ),
    "a list, an alias and a quoted text of two lines before it": Case(
        "x: &x {a: 1}\nenvironments:\n  production:\n    a: 'b\n\n      c' # c\n    d: *x # x\n    e:\n    - *x\n    -\n",
        "x: &x {a: 1}\nenvironments:\n  production:\n    a: 'b\n\n      c' # c\n    d: *x # x\n    e:\n    - *x\n    -\n"
        + first("    ", "  ")
        + "\n",
        FIRST,
    ),
    "an indentation seen only elsewhere": Case(
        "a: {b: 1}\nc:\n   d: 1\nenvironments:\n",
        f"a: {{b: 1}}\nc:\n   d: 1\nenvironments:\n   production:\n{first('      ', '   ')}\n",
        FIRST,
    ),
    "a value at the root": Case("a: 1\n", "a: 1\nb: {}\nc: []\n", (Put(("b",), {}), Put(("c",), []))),
    "block style down to the entry, one line below": Case(
        "a: 1\n", "a: 1\nb:\n  c:\n    d:\n      e:\n        f: {g: 1}\n", (Put(("b", "c", "d", "e", "f", "g"), 1),)
    ),
}

VALUES = {
    "a step and its comment": Case(
        f"{TOP}        step: 1   # 25 % \n", f"{TOP}        step: 2   # 25 % \n", (Put(STEP, 2),)
    ),
    "a step without final newline": Case(f"{TOP}        step: 1", f"{TOP}        step: 2", (Put(STEP, 2),)),
    "a step that is empty": Case(f"{TOP}        step:  # c\n", f"{TOP}        step: 0  # c\n", (Put(STEP, 0),)),
    "a step that is null": Case(f"{TOP}        step: ~ # c\n", f"{TOP}        step: 0 # c\n", (Put(STEP, 0),)),
    "a step on the next line": Case(
        f"{TOP}        step : # c\n          1\n", f"{TOP}        step : # c\n          2\n", (Put(STEP, 2),)
    ),
    "a step behind `?`": Case(
        f"{TOP}        ? step\n        : 1\n", f"{TOP}        ? step\n        : 2\n", (Put(STEP, 2),)
    ),
    "a step with an anchor that nobody uses": Case(
        f"{TOP}        step: &s 1 # c\n", f"{TOP}        step: &s 2 # c\n", (Put(STEP, 2),)
    ),
    "the same value, however it is written": Case(
        f"{TOP}        active: {{slot: 'blue', image: acme/api:1.4.2}}\n        candidate:\n          image: 'a'\n",
        f"{TOP}        active: {{slot: 'blue', image: acme/api:1.4.2}}\n        candidate:\n          image: 'a'\n",
        (FIRST[0], Put(CANDIDATE, {"image": "a"})),
    ),
    "a version in flow style": Case(
        f"{TOP}        active:    {{ slot: blue,  image: 'a' }}  # now\n",
        f"{TOP}        active:    {{ slot: green,  image: 'a:2', model: m }}  # now\n",
        (Put(ACTIVE, {"slot": "green", "image": "a:2", "model": "m"}),),
    ),
    "a version in block style": Case(
        f"{TOP}        active: # now\n            slot: blue # s\n            # why\n            image: 'a'   # i\n"
        "            with: {a: 1} # w\n\n        step: 1\n",
        f"{TOP}        active: # now\n            slot: green # s\n            # why\n            image: 'a:2'   # i\n"
        "            model: m\n\n        step: 1\n",
        (Put(ACTIVE, {"slot": "green", "image": "a:2", "model": "m"}),),
    ),
    "a version in flow style over lines": Case(
        f"{TOP}        active: {{\n          slot: blue, # s\n          # why\n          image: 'a'   # i\n        }}\n",
        f"{TOP}        active: {{\n          slot: green, # s\n          # why\n          image: 'a',   # i\n"
        "          model: m\n        }\n",
        (Put(ACTIVE, {"slot": "green", "image": "a", "model": "m"}),),
    ),
    "a brace at the end of the last entry's line": Case(
        "a: {\n  b: 1,\n  c: 2}\n", "a: {\n  b: 1,\n  c: 2,\n  d: 3}\n", (Put(("a", "d"), 3),)
    ),
    "a comma after the last entry": Case(
        "a: {b: 1, }\nc: {\r\n  d: 1, # d\r\n}\r\n",
        "a: {b: 1, x: 2, }\nc: {\r\n  d: 1, # d\r\n  x: 2,\r\n}\r\n",
        (Put(("a", "x"), 2), Put(("c", "x"), 2)),
    ),
    "a comment after the only entry": Case("a: {b: 1 # c\n  }\n", "a: {b: 1, x: 2 # c\n  }\n", (Put(("a", "x"), 2),)),
    "a file in JSON": Case('{"a": {"b":1}}', '{"a": {"b":2, c: x}}', (Put(("a",), {"b": 2, "c": "x"}),)),
    "an alias": Case(
        f"x: &x {{slot: blue}}\n{TOP}        active: *x  # c\n",
        f"x: &x {{slot: blue}}\n{TOP}        active: {{slot: green}}  # c\n",
        (Put(ACTIVE, {"slot": "green"}),),
    ),
    "an alias in flow style": Case(
        f"x: &x a\n{TOP}        active: {{image: *x , slot: *x}}\n",
        f'x: &x a\n{TOP}        active: {{image: "a:2" , slot: *x}}\n',
        (Put((*ACTIVE, "image"), "a:2"),),
    ),
    "a list in block style": Case(
        f"{TOP}        steps: # s\n        - 10 # ten\n        - 25\n        step: 1\n",
        f"{TOP}        steps: # s\n        - 5\n        - {{a: b}}\n        - x\n        step: 1\n",
        (Put((*API, "steps"), [5, {"a": "b"}, "x"]),),
    ),
    "a list in block style by an empty one": Case(
        f"{TOP}        steps: &s # s\n          # ten\n          - 10\n        step: 1\n",
        f"{TOP}        steps: &s [] # s\n          # ten\n        step: 1\n",
        (Put((*API, "steps"), []),),
    ),
    "a mapping in block style by a text": Case(
        f"{TOP}        model: # m\n          uri: a # u\n          env: |\n            b\n\n        step: 1\n",
        f"{TOP}        model: s3://a # m\n\n        step: 1\n",
        (Put((*API, "model"), "s3://a"),),
    ),
    "a block scalar": Case(
        f"{TOP}        image: >- # why\n          acme/\n          api\n\n        # end\n",
        f'{TOP}        image: "acme/api:2" # why\n\n        # end\n',
        (Put((*API, "image"), "acme/api:2"),),
    ),
    "a text of several lines": Case(
        f"{TOP}        image: 'a\n          b' # c\n",
        f"{TOP}        image: 'b:1' # c\n",
        (Put((*API, "image"), "b:1"),),
    ),
    "unicode around it": Case(
        f"# 😀\u2028 é\n{TOP}        note: '😀\u2028' # \u2029\n        step: 1 # é\u2028\n",
        f"# 😀\u2028 é\n{TOP}        note: '😀\u2028' # \u2029\n        step: 2 # é\u2028\n",
        (Put(STEP, 2),),
    ),
    "a very long text": Case(
        f"{TOP}        a: {'x' * 5000} # c\n", f"{TOP}        a: {'y' * 5000} # c\n", (Put((*API, "a"), "y" * 5000),)
    ),
    "an empty mapping over a full one": Case("a:\n  b: 1 # b\n  c: 2\n", "a: {}\n", (Put(("a",), {}),)),
}

DROPS = {
    "the end of a release": Case(
        f"{TOP}        active: {{slot: blue}} # a\n        # why\n        candidate: {{image: a}} # c\n        step: 1 # s\n"
        "        # end\n",
        f"{TOP}        active: {{slot: blue}} # a\n        # why\n        # end\n",
        (Drop(CANDIDATE), Drop(STEP)),
    ),
    "a block with a block scalar at its end": Case(
        f"{TOP}        candidate:\n          a: |-\n            b\n\n        step: 1\n",
        f"{TOP}\n        step: 1\n",
        (Drop(CANDIDATE),),
    ),
    "the last line of a file without final newline": Case(
        f"{TOP}        step: 1\r\n        previous: a # c", f"{TOP}        step: 1", (Drop(PREVIOUS),)
    ),
    "the only key": Case(
        f"{TOP.rstrip()}  # api\n        # above\n        step: 1 # s\n        # below\n",
        f"{TOP.rstrip()} {{}}  # api\n        # above\n        # below\n",
        (Drop(STEP),),
    ),
    "the only key of the file": Case("# a\r\na: 1 # b\r\n# c\r\n", "# a\r\n{}\r\n# c\r\n", (Drop(("a",)),)),
    "the first, the middle and the last in flow style": Case(
        "a: {b: 1, c: 2, d: 3}\ne: {f: 1,g: 2,h: 3}\ni: { j: 1, k: 2, }\n",
        "a: {c: 2, d: 3}\ne: {f: 1,h: 3}\ni: { j: 1, }\n",
        (Drop(("a", "b")), Drop(("e", "g")), Drop(("i", "k"))),
    ),
    "the last in flow style": Case("a: { b: 1, c: 2 }\n", "a: { b: 1 }\n", (Drop(("a", "c")),)),
    "the only one in flow style": Case("a: { b: 1, } # c\n", "a: {} # c\n", (Drop(("a", "b")),)),
    "the only one between comments": Case("a: { # x\n  b: 1, # y\n}\n", "a: { # x\n   # y\n}\n", (Drop(("a", "b")),)),
    "lines of a flow mapping": Case(
        "a: {\n  # b\n  b: 1, # b\n  # c\n  c: 2, # c\n  d: 3 # d\n}\n",
        "a: {\n  # b\n  # c\n  c: 2 # c\n}\n",
        (Drop(("a", "b")), Drop(("a", "d"))),
    ),
    "behind a comment in flow style": Case("a: {b: 1, # b\n  c: 2}\n", "a: {b: 1 # b\n}\n", (Drop(("a", "c")),)),
    "at the end of a line in flow style": Case(
        "a: {b: 1, c: 2, # c\n  d: 3}\n", "a: {b: 1, # c\n  d: 3}\n", (Drop(("a", "c")),)
    ),
    "what is not there": Case("a: 1\n", "a: 1\n", (Drop(("b",)), Drop(("a2", "b")))),
    "an alias and the anchor nobody else uses": Case(
        "a: {b: &b 1, c: *b}\nd: 1\n", "a: {b: &b 1}\nd: 1\n", (Drop(("a", "c")),)
    ),
}

CASES = PARENTS | VALUES | DROPS


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_only_the_lines_concerned_change(case: Case) -> None:
    assert splice.edit(documents.parse(case.before), case.operations) == case.after


MOVED = {
    "on one line as it stands": ("{ image: 'a',  steps: [ 1,2 ] }", "{ image: 'a',  steps: [ 1,2 ] }"),
    "quotes kept": ("\n    image: 'a''b' # c\n    model: \"\\x41\"", "{image: 'a''b', model: \"\\x41\"}"),
    "plain in block style only": ("\n    image: a, b\n    model: '[x]'", "{image: \"a, b\", model: '[x]'}"),
    "numbers, booleans and null": ("\n    a: 0.80\n    b: true\n    c:", "{a: 0.80, b: true, c: null}"),
    "several lines": ("\n    a: |\n      b\n      c\n    d: e\n      f", r'{a: "b\nc\n", d: e f}'),
    "lists in block style": ("\n    steps:\n    - 10\n    - 25 # c", "{steps: [10, 25]}"),
    "comments inside": ("{ # c\n    a: 1 }", "{a: 1}"),
    "anchors and aliases written out": ("{a: &a 'b', c: *a, d: *x}", "{a: 'b', c: 'b', d: y}"),
    "an alias as key": ("{*x : 1}", "{y: 1}"),
    "one scalar": ("s3://models/1", "s3://models/1"),
}


@pytest.mark.parametrize(("before", "after"), MOVED.values(), ids=MOVED)
def test_a_source_is_written_word_for_word_where_its_place_allows(before: str, after: str) -> None:
    text = f"x: &x y\nr:\n  candidate: {before}\n"
    found = documents.parse(text)
    put = Put(("r", "active", "z", "z", "z"), Source(documents.node(found, "r", "candidate")))
    assert splice.edit(found, [put]) == f"{text}  active:\n    z:\n      z:\n        z: {after}\n"


def test_a_rollback_changes_places_within_the_lines() -> None:
    before = f"{TOP}        active: {{slot: blue, image: 'a'}} # 1\n        previous: # 2\n          image: \"b\" # i\n"
    found = documents.parse(before)
    active, previous = documents.node(found, *ACTIVE, "image"), documents.node(found, *PREVIOUS, "image")
    operations = [
        Put(ACTIVE, {"slot": "green", "image": Source(previous)}),
        Put(PREVIOUS, {"image": Source(active)}),
    ]
    after = f"{TOP}        active: {{slot: green, image: \"b\"}} # 1\n        previous: # 2\n          image: 'a' # i\n"
    assert splice.edit(found, operations) == after


@pytest.mark.parametrize(
    ("env", "after"),
    [
        ("{A: a, B: b}", "env: # 3\n              A: a # 5\n              B: b # 4"),
        (
            "{C: c, B: b, A: a}",
            "env: # 3\n              C: c\n              B: b # 4\n              A: a # 5",
        ),
        ("{A: x, C: c}", "env: # 3\n              A: x # 5\n              C: c"),
    ],
    ids=["the same ones", "a new one before them", "a new one behind them"],
)
def test_a_persons_keys_go_in_their_order_and_fields_stay_in_their_lines(env: str, after: str) -> None:
    fields = "slot: green # 1\n          with: # 2\n            {}\n            args: [{}] # 6\n"
    before = TOP + "        active:\n          slot: blue # 1\n          with: # 2\n            env: # 3\n"
    before += "              B: b # 4\n              A: a # 5\n            args: [x] # 6\n"
    found = documents.parse(f"{before}        candidate: {{with: {{args: [y], env: {env}}}}}\n")
    put = Put(ACTIVE, {"slot": "green", "with": Source(documents.node(found, *CANDIDATE, "with"))})
    expected = f"{TOP}        active:\n          {fields.format(after, 'y')}"
    assert splice.edit(found, [put, Drop(CANDIDATE)]) == expected


WRITTEN = {
    "blue": "blue",
    "s3://models/fraud/12": "s3://models/fraud/12",
    "500m": "500m",
    "ghcr.io/acme/api:1.4.2": '"ghcr.io/acme/api:1.4.2"',
    "ghcr.io/acme/api@sha256:00": '"ghcr.io/acme/api@sha256:00"',
    "": '""',
    "on": '"on"',
    "1.5": '"1.5"',
    "a b": "a b",
    "models:/fraud@champion": '"models:/fraud@champion"',
    "s3://models/a%20b": '"s3://models/a%20b"',
    "ada@acme.dev": "ada@acme.dev",
    "a  b": '"a  b"',
    "--port=80": "--port=80",
    "--": '"--"',
    "-1": '"-1"',
    "-inf": '"-inf"',
    "a -b": "a -b",
    "a #b": '"a #b"',
    "a, b": '"a, b"',
    "$(HOST)/x": "$(HOST)/x",
    'a"\\\t\n😀é': '"a\\"\\\\\\t\\n😀é"',
    "\u2028\xa0\u202e\U000e0041": '"\\u2028\\u00a0\\u202e\\U000e0041"',
}


@pytest.mark.parametrize(("text", "written"), WRITTEN.items(), ids=map(ascii, WRITTEN))
def test_text_is_plain_only_where_nobody_can_misread_it(text: str, written: str) -> None:
    assert splice_values.scalar(text) == written


REFUSED: dict[str, tuple[str, Sequence[Put | Drop], str]] = {
    "a parent that is an alias": (
        "x: &x {releases: {}}\nenvironments:\n  production: *x\n",
        FIRST,
        (
            "3:3: environments.production is *x: an edit would reach everything that shares it"
            " / write its fields out in place of *x"
        ),
    ),
    "a parent that aliases repeat": (
        "environments:\n  staging: &s\n    a: 1\n  production: *s\n",
        [Put(("environments", "staging", "b"), 1)],
        (
            "2:3: environments.staging is repeated by *s elsewhere: an edit would change that too"
            " / write the value out where *s stands"
        ),
    ),
    "a value that aliases repeat": (
        f"{TOP}        active: {{image: &i a}}\n        previous: {{image: *i}}\n",
        [Put((*ACTIVE, "image"), "b")],
        (
            "5:18: environments.production.releases.api.active.image is repeated by *i elsewhere:"
            " an edit would change that too / write the value out where *i stands"
        ),
    ),
    "an anchor inside what goes": (
        "a: {b: &b 1}\nc: *b\n",
        [Drop(("a",))],
        "1:1: the file could not be read after the edit: *b has no anchor / write the value out where the alias stands",
    ),
    "an anchor of two, inside what goes": (
        "a: &b 1\nc: {d: &b 2}\ne: *b\n",
        [Drop(("c",))],
        "2:1: the edit would change what other lines mean / edit the file by hand",
    ),
    "a parent that is a text": (
        "environments: production\n",
        FIRST,
        "1:1: environments is not a mapping / write a mapping there",
    ),
    "a parent that is a list": (
        "x\u2028y: {a: [1]}\n",
        [Put(("x\u2028y", "a", "b"), 1)],
        r'1:7: ["x\u2028y"].a is not a mapping / write a mapping there',
    ),
    "a key behind `?`": (
        "? a\n: 1\nb: 2\n",
        [Drop(("a",))],
        "1:3: a key after `?` cannot be edited / write it without `?`",
    ),
    "a key behind `?` in flow style": (
        "{b: 2, ? a : 1}\n",
        [Drop(("a",))],
        "1:10: a key after `?` cannot be removed / remove it by hand",
    ),
    "a place behind `?`": (
        "? a\n",
        [Put(("b",), 1)],
        "1:1: a key after `?` cannot be edited / write it without `?`",
    ),
    "a list behind `?`": (
        "? a\n: - 1\n",
        [Put(("a",), [2])],
        "1:3: this list cannot be edited / write each item on a line of its own",
    ),
    "a mapping behind `?`": (
        "? a\n: b: 1\n",
        [Put(("a",), "c")],
        "1:3: this value cannot be edited / write it in the line after its key",
    ),
    "a block scalar that ends the file without a newline": (
        "a: |\n  b",
        [Put(("c",), 1)],
        "1:1: the edit would change what other lines mean / edit the file by hand",
    ),
    "the root": ("a: 1\n", [Put((), {"b": 1})], "1:1: the root cannot be replaced / edit the file by hand"),
    "a file with problems": (
        "a: 1\na: 2\n",
        [Put(("b",), 1)],
        "2:1: the file must be corrected first: the key is already in line 1 / keep one of the two",
    ),
    "a file that is a list": (
        "- a\n",
        [Put(("b",), 1)],
        "1:1: the file must be corrected first: it is no mapping / edit the file by hand",
    ),
    "a text that no file may hold": (
        "a: 1\n",
        [Put(("a",), "x\x00")],
        (
            "1:1: the file could not be read after the edit: U+0000 is a control character"
            " / remove it; only tab and newline are allowed"
        ),
    ),
}


@pytest.mark.parametrize(("text", "operations", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_edited_is_refused_with_a_place(text: str, operations: Sequence[Put | Drop], said: str) -> None:
    with pytest.raises(splice.CannotEdit) as caught:
        splice.edit(documents.parse(text), operations)
    refusal = caught.value
    assert f"{refusal.mark.line}:{refusal.mark.column}: {refusal.fact} / {refusal.hint}" == said


def test_the_place_of_a_refusal_is_that_in_the_file_as_it_was() -> None:
    found = documents.parse("a:\n  b: 1\nx: y\n")
    with pytest.raises(splice.CannotEdit) as caught:
        splice.edit(found, [Put(("a", "c"), 1), Put(("x", "z"), 1)])
    assert caught.value.mark[1:] == (3, 1)


def test_the_document_is_left_alone() -> None:
    found = documents.parse("a: 1\n")
    splice.edit(found, [Put(("a",), 2)])
    assert (found.text, documents.node(found, "a")) == ("a: 1\n", documents.node(documents.parse("a: 1\n"), "a"))


def test_a_list_that_is_set_keeps_the_comments_of_the_items_that_stay() -> None:
    before = "a:\n  - one  # 1\n  - two  # 2\n  - three  # 3\n"
    assert (
        splice.edit(documents.parse(before), [splice.Put(("a",), ["one", "three"])])
        == "a:\n  - one  # 1\n  - three  # 3\n"
    )
    apart = "a:\n  -\n    one\n  - two\n"
    assert splice.edit(documents.parse(apart), [splice.Put(("a",), ["two"])]) == "a:\n  - two\n"


COMMENTED = """environments:
  dev:
    env:
      # the first
      A: one word # a
      B: 'quoted' # b

      # the third
      C: "double" # c
      D: 1 # d
"""
ENV = ("environments", "dev")


@pytest.mark.parametrize(
    ("value", "old", "new"),
    [
        ({"D": 1, "C": "double", "B": "quoted", "A": "one word"}, "", ""),
        ({"D": 1, "C": "x", "B": "quoted", "A": "one word"}, '"double"', '"x"'),
        ({"D": 1, "C": "double", "B": "it's", "A": "one word"}, "'quoted'", "'it''s'"),
        ({"D": 1, "C": "double", "B": "quoted", "A": "redis:6379, b"}, "one word", "redis:6379, b"),
        ({"E": "two words", "D": 1, "C": "double", "B": "quoted", "A": "on"}, "one word", '"on"'),
        ({"D": "1", "C": "double", "B": "quoted", "A": "one word"}, "D: 1", 'D: "1"'),
        ({"D": 1, "B": "quoted", "A": "one word"}, '      C: "double" # c\n', ""),
    ],
)
def test_entries_of_a_mapping_that_is_set_keep_place_comments_and_style(
    value: dict[str, Value], old: str, new: str
) -> None:
    after = COMMENTED.replace(old, new) if old else COMMENTED
    after += "      E: two words\n" if "E" in value else ""
    put = Put(("environments",), {"dev": {"env": value}})
    assert splice.edit(documents.parse(COMMENTED), [put]) == after
    crlf = splice.edit(documents.parse(COMMENTED.replace("\n", "\r\n")), [put])
    assert crlf == after.replace("\n", "\r\n")


def test_variables_that_refer_to_others_go_in_the_order_given_with_their_comments() -> None:
    before = "a:\n  b:\n    c:\n      X: 1 # x\n      # of y\n      Y: 2 # y"
    put = Put(("a",), {"b": {"c": {"Y": 2, "X": "$(Y)/x"}}})
    after = "a:\n  b:\n    c:\n      # of y\n      Y: 2 # y\n      X: $(Y)/x # x"
    assert splice.edit(documents.parse(before), [put]) == after
    aliased = before.replace("X: 1", "X: &n 1").replace("Y: 2", "Y: *n")
    source = "\nd:\n  b: {c: {Y: 2, X: 1}}\n"
    found = documents.parse(aliased + source)
    moved = splice.edit(found, [Put(("a",), Source(documents.node(found, "d")))])
    assert moved.startswith("a:\n  b:\n    c: {Y: 2, X: 1}")


def test_new_items_are_plain_where_a_block_allows_it() -> None:
    before = "a:\n  b:\n    c:\n      - --old # 1\n"
    put = Put(("a",), {"b": {"c": ["--old", "--new", "-x", "host:80", "a, b", "a: b", "yes"]}})
    after = before + "".join(f"      - {item}\n" for item in ("--new", "-x", "host:80", "a, b", '"a: b"', '"yes"'))
    assert splice.edit(documents.parse(before), [put]) == after
