from generator.errors import Mark
from generator.source import finding
from generator.source.finding import Finding
from tests.builders import documents
from tests.builders.documents import FILE

TEXT = "name: fraud\ncomponents:\n  api:\n    strategy:\n      steps: [10, 50]\n"
KEY = Mark(FILE, 9, 9)


def place(*path: str | int) -> tuple[int, int]:
    return finding.locate(documents.root(TEXT), path, mark=KEY)[1][1:]


def test_a_scalar_is_looked_for_at_its_value_and_a_mapping_at_its_key() -> None:
    assert place("name") == (1, 7)
    assert place("components", "api") == (3, 3)
    assert place("components", "api", "strategy", "steps", 1) == (5, 19)


def test_what_is_missing_is_looked_for_at_what_is_nearest_above() -> None:
    node, mark = finding.locate(documents.root(TEXT), ("components", "api", "image"), mark=KEY)
    assert documents.texts(node) == {"strategy": {"steps": ["10", "50"]}}
    assert mark[1:] == (3, 3)
    assert place("team") == KEY[1:]
    assert place("components", "api", "strategy", "steps", 2) == (5, 7)


def test_a_default_is_looked_for_where_it_would_be_written() -> None:
    root = documents.mapping({"api": {}})
    default = documents.scalar("1")._replace(mark=Mark("default", 0, 0))
    api = documents.entry(root, "api")
    held = api.copy_with(
        documents.mapping({}).copy_with({"scale": documents.entry(root, "api")._replace(key=default, value=default)})
    )
    node, mark = finding.locate(root.copy_with({"api": held}), ("api", "scale"), mark=KEY)
    assert (node, mark) == (default, api.key.mark)


def test_a_path_is_written_as_people_write_it() -> None:
    assert finding.dotted(("components", "api", "steps", 1, "/etc/x")) == 'components.api.steps[1]["/etc/x"]'
    assert finding.dotted(()) == ""


def test_a_finding_is_named_by_the_path_in_the_file_that_holds_its_node() -> None:
    parsed = documents.parse(TEXT)
    node = documents.node(parsed, "components", "api", "strategy", "steps")
    found = Finding(
        node=node, mark=node.mark, path=("strategy", "steps"), fact="is bad", hint="mend it", code="code", meant="stops"
    )
    [problem] = finding.problems([found], [parsed])
    assert (problem.where, problem.fact, problem.hint) == (
        "components.api.strategy.steps",
        "is bad",
        'did you mean "stops"? mend it',
    )


def test_a_finding_of_no_file_is_named_by_the_prefix_and_its_own_path() -> None:
    node = documents.scalar("1")._replace(mark=Mark("default", 0, 0))
    found = Finding(node=node, mark=node.mark, path=("scale", "min"), fact="is bad", code="code")
    [problem] = finding.problems([found], [documents.parse(TEXT)], "environments.dev.components.api")
    assert problem.where == "environments.dev.components.api.scale.min"


SECRET_URL = "postgresql://mlflow:" + "hunter22@db/mlflow"


def said_of(text: str, fact: str, hint: str = "", meant: str = "") -> tuple[str, str]:
    node = documents.scalar(text)
    found = Finding(node=node, mark=node.mark, path=("a",), fact=fact, hint=hint, code="code", meant=meant)
    (problem,) = finding.problems([found], [])
    return problem.fact, problem.hint


def test_no_problem_repeats_a_secret() -> None:
    assert said_of(
        SECRET_URL, f'"{SECRET_URL}" is not sqlite', f"write {SECRET_URL}", "postgresql-mlflow-hunter22"
    ) == (
        '"***" is not sqlite',
        "write ***",
    )
    assert said_of("b", f'"{SECRET_URL}" in "c" is not sqlite') == ('"***" in "c" is not sqlite', "")
