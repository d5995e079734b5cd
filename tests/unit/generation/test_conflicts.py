from generator.errors import Mark
from generator.generation.conflicts import Reservations
from generator.validation.reservations import Reservation


def wanted(file: str, *names: str, space: str = "shared", cluster: str = "dev") -> list[Reservation]:
    place = Mark(f"{file}.yaml", 3, 1)
    own = Reservation(
        key=("project", "risk", file),
        subject=f'the project "risk/{file}"',
        environment="",
        where="name",
        mark=place,
        hint="give it once",
    )
    objects = [
        Reservation(
            key=("object", cluster, space, "service", name),
            subject=f'Service "{name}"',
            environment="dev",
            where="components.api",
            mark=place,
            hint="rename it",
        )
        for name in names
    ]
    return [own, *objects]


def facts(reservations: Reservations, *each: list[Reservation]) -> list[list[str]]:
    return [[problem.fact for problem in reservations.add(one)] for one in each]


def test_a_name_in_a_shared_namespace_is_taken_however_many_came_between() -> None:
    found = facts(Reservations(), wanted("a", "api"), wanted("b", "web"), wanted("c", "job"), wanted("d", "web", "api"))
    assert found == [
        [],
        [],
        [],
        [
            'Service "web" in dev is taken by components.api (b.yaml:3)',
            'Service "api" in dev is taken by components.api (a.yaml:3)',
        ],
    ]


def test_a_project_takes_all_that_it_asks_for_or_nothing() -> None:
    found = facts(Reservations(), wanted("a", "api"), wanted("b", "web", "api"), wanted("c", "web"))
    assert found == [[], ['Service "api" in dev is taken by components.api (a.yaml:3)'], []]


def test_other_namespaces_have_names_of_their_own() -> None:
    assert facts(Reservations(), wanted("a", "api"), wanted("b", "api", space="other"), wanted("c", "web")) == [
        [],
        [],
        [],
    ]


def test_of_a_project_that_comes_twice_no_more_is_said() -> None:
    assert facts(Reservations(), wanted("a", "api"), wanted("a", "api")) == [
        [],
        ['the project "risk/a" is taken by a.yaml:3'],
    ]


def test_a_cluster_may_be_called_as_the_sorts_of_reservations_are() -> None:
    both = wanted("a", "api", cluster="project"), wanted("b", "api", cluster="project")
    assert facts(Reservations(), *both) == [[], ['Service "api" in dev is taken by components.api (a.yaml:3)']]
