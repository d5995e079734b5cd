"""`tests/unit` mirrors `generator/`: each module has a test of its own, or stands here with the tests that hold it.

The list may only shrink: a new module gets `tests/unit/<folder>/test_<module>.py`. Another file for the same module is called
`test_<module>_<aspect>.py`; tests of several modules at once are directly in `tests/unit`.
"""

from collections.abc import Iterator
from pathlib import Path

UNIT = Path(__file__).parent
ROOT = UNIT.parents[1]
GENERATOR = ROOT / "generator"

ELSEWHERE: dict[str, tuple[str, ...]] = {
    # commands, by what they print and write
    "acceptance/test_cli.py": ("__main__", "cli/main", "cli/options", "cli/validate", "cli/render"),
    "acceptance/test_arguments.py": ("cli/choices",),
    "acceptance/test_editor.py": ("cli/init", "cli/schema"),
    "acceptance/test_namespace_quota.py": ("generation/namespace_quota", "validation/component_demand"),
    "acceptance/test_platform_mistakes.py": ("resolve/environment_rules",),
    "acceptance/test_platform.py": ("cli/judge",),
    "acceptance/test_explain.py": ("cli/explain", "report/explanations"),
    "acceptance/test_bootstrap.py": ("cli/bootstrap", "bootstrapping/bootstrap", "report/bootstrapping"),
    "acceptance/test_release_commands.py": (
        *("cli/abort", "cli/advance", "cli/finish", "cli/promote", "cli/release", "cli/release_options"),
        *("cli/rollback", "cli/status", "releases/commit", "releases/positions", "releases/project_file"),
        *("releases/release_history", "releases/release_outcome", "releases/release_run", "releases/transition"),
        *("report/releases", "review/release_change"),
    ),
    # runs over folders and repositories, which take real ones
    "acceptance/test_generate.py": (
        *("cli/generate", "generation/generate", "generation/prune_plan", "generation/results", "generation/run"),
        *("generation/summary", "generation/verification", "report/output", "report/runs"),
    ),
    "acceptance/test_shards.py": (
        *(
            "cli/combine",
            "cli/many_projects",
            "generation/shard_reports",
            "generation/stored_results",
        ),
    ),
    "acceptance/test_diff.py": (
        *(
            "cli/diff",
            "impact/canary_bypass",
            "impact/environment_change",
            "impact/release_words",
            "report/review_github",
        ),
        *("report/review_json", "report/reviews", "review/bases", "review/rendering"),
        *("review/review", "review/sides", "review/source"),
    ),
    "acceptance/test_diff_repository.py": (
        *("generation/overlay_changes", "review/gitops_repository", "review/repository"),
    ),
    "acceptance/test_base_deployed.py": ("impact/deployed_jumps", "impact/deployed_snapshot"),
    "acceptance/test_board.py": ("review/deployed_board",),
    "acceptance/test_gone.py": ("generation/removed_projects",),
    "acceptance/test_prune_consent.py": ("releases/removal_check",),
    "acceptance/test_remembered.py": ("generation/result_cache",),
    "acceptance/test_publish.py": ("cli/publish", "publishing/publish", "git/clone", "git/commit_store"),
    "acceptance/test_base.py": ("generation/source_revision", "releases/base_check"),
    "acceptance/test_live.py": ("releases/live_check",),
    "acceptance/test_live_served.py": ("releases/live_inference",),
    "acceptance/test_install.py": ("files/package_data",),
    "acceptance/test_golden.py": ("validation/environment_check", "validation/project_render"),
    # parts of one thing that is tested as one
    "unit/git/test_commit.py": ("git/journal", "git/repository", "git/working_files"),
    "unit/files/test_gitops_folder.py": ("files/folder_scan",),
    "unit/files/test_gitops_index.py": ("kubernetes/route_host",),
    "unit/kubernetes/test_object_kinds.py": ("kubernetes/object_conditions", "kubernetes/object_kind"),
    "unit/source/test_document.py": ("source/compose", "source/diagnostics"),
    "unit/validate/test_formats.py": ("components/tables", "validate/addresses", "validate/names"),
    "unit/external/test_model_registry.py": ("external/mlflow_version",),
}
"""The tests that hold them, below `tests/`."""

TYPES = (
    *("comparison/changes", "components/component_kind", "environment/environment", "environment/networking"),
    *("kubernetes/effects/rule", "kubernetes/effects/sources"),
    *("external/unresolved", "generation/execution", "source/format_error", "spec/networking"),
)
"""Modules that only say what there is."""


def modules() -> Iterator[str]:
    for path in GENERATOR.rglob("*.py"):
        if path.name != "__init__.py" and "_data" not in path.parts:
            yield path.relative_to(GENERATOR).with_suffix("").as_posix()


def own_tests() -> Iterator[str]:
    """What the tests in folders are named after, those of `tools/` aside, and tests of modules that are in no package."""
    for path in UNIT.rglob("test_*.py"):
        name = path.relative_to(UNIT).with_suffix("")
        single = GENERATOR / f"{name.name.removeprefix('test_')}.py"
        if name.parts[0] != "tools" and (len(name.parts) > 1 or single.is_file()):
            yield name.with_name(name.name.removeprefix("test_")).as_posix()


LISTED = [*TYPES, *(module for group in ELSEWHERE.values() for module in group)]


def test_a_module_has_a_test_of_its_own_or_is_listed() -> None:
    assert sorted({*modules()} - {*own_tests()} - {*LISTED}) == []


def test_a_listed_module_is_there_once_and_has_no_test_of_its_own() -> None:
    assert sorted(module for module in LISTED if LISTED.count(module) > 1) == []
    assert sorted({*LISTED} - {*modules()}) == []
    assert sorted({*LISTED} & {*own_tests()}) == []


def test_a_test_is_named_after_a_module() -> None:
    known = {*modules()}
    assert (
        sorted(name for name in own_tests() if not any(f"{name}_".startswith(f"{module}_") for module in known)) == []
    )


def test_the_tests_that_hold_a_listed_module_are_there() -> None:
    assert [path for path in ELSEWHERE if not (ROOT / "tests" / path).is_file()] == []
