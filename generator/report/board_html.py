"""The release board as one HTML page: for each component of a project, its environments side by side."""

from collections.abc import Iterator, Sequence
from html import escape

from generator.release import state_machine
from generator.report import page, parities, positions
from generator.review.bases import SHORT
from generator.review.board import Board, BoardProject, Place, Wait
from generator.review.parity import Cell, ComponentParity, ProjectParity
from generator.spec.release import Release, SlotName, Version

SHOWN = {"release": "release in progress", "promotion": "to be promoted", "consent": "consent to removals"}
"""What waits, as tags."""
DIFFERS = ' <span class="tag warn">differs</span>'


def text(found: Board) -> str:
    """The page."""
    about = f"{_count(len(found.projects), 'project')} {found.source}"
    return "".join(page.page("tidegate board", about, _body(found), searched=bool(found.projects)))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _body(found: Board) -> Iterator[str]:
    yield from _waiting(found)
    if found.projects:
        yield from page.form("components", _choices(found))
    for number, each in enumerate(found.projects):
        yield from _project(each, number)


def _choices(found: Board) -> dict[str, Sequence[str]]:
    known = [each.parity for each in found.projects if each.parity is not None]
    tags = {tag for each in known for component in each.components for tag in ("drift",) * parities.differs(component)}
    tags |= {wait.reason for each in found.projects for wait in each.waits if wait.component}
    return {
        "team": sorted({each.team for each in known}),
        "environment": list(dict.fromkeys(name for each in known for name in each.environments)),
        "state": sorted(tags),
    }


def _waiting(found: Board) -> Iterator[str]:
    """What waits for a person, of all projects."""
    told = [
        f'<li><a href="#p{number}">{escape(_name(each))}</a> {escape(_wait(each, wait))}</li>\n'
        for number, each in enumerate(found.projects)
        for wait in each.waits
    ]
    yield '<section aria-labelledby="waiting"><h2 id="waiting">What waits</h2>\n'
    yield f"<ul>\n{''.join(told)}</ul>\n" if told else "<p>Nothing.</p>\n"
    yield "</section>\n"
    broken = [each for each in found.projects if each.invalid]
    if broken:
        yield '<section aria-labelledby="problems"><h2 id="problems">Projects with problems</h2>\n'
        yield page.items((f"{_name(each)}: {_count(len(each.problems), 'problem')}" for each in broken), kind="bad")
        yield "</section>\n"


def _name(each: BoardProject) -> str:
    return f"{each.parity.team}/{each.parity.project}" if each.parity is not None else each.file


def _wait(project: BoardProject, wait: Wait) -> str:
    match wait.reason:
        case "release":
            release, place = _cell(project, wait).release, project.places[wait.component, wait.environment]
            commands = f"; next: {' or '.join(place.commands)}" if place.commands else ""
            return f"{wait.environment} {wait.component}: {state_machine.describe(release)}{_since(wait)}{commands}"
        case "promotion":
            version = positions.short(wait.version.image) if wait.version is not None else ""
            return (
                f"{wait.environment} {wait.component}: {wait.source} runs {version}, which is not here; next: promote"
            )
        case "consent":
            return f'consent to removals stands in {project.file}:{wait.line}: allowPrune has "{wait.text}"'


def _since(wait: Wait) -> str:
    return f" since {wait.since.day} ({wait.since.commit[:SHORT]})" if wait.since is not None else ""


def _cell(project: BoardProject, wait: Wait) -> Cell:
    assert project.parity is not None  # noqa: S101 - what waits is one of its components
    component = next(each for each in project.parity.components if each.name == wait.component)
    cell = component.cells[wait.environment]
    assert cell is not None  # noqa: S101
    return cell


def _project(each: BoardProject, number: int) -> Iterator[str]:
    name = escape(_name(each))
    tags = ["problems"] * each.invalid + [SHOWN[reason] for reason in dict.fromkeys(wait.reason for wait in each.waits)]
    shown = " ".join(f'<span class="tag {"bad" if tag == "problems" else "warn"}">{tag}</span>' for tag in tags)
    yield f'<details class="part" data-group="{name}" id="p{number}" open><summary><h2>{name}</h2> {shown}</summary>\n'
    yield f'<div class="body"><p class="file"><code>{escape(each.file)}</code></p>\n'
    yield page.items(page.told(each.problems), kind="bad")
    if each.parity is not None:
        for component in each.parity.components:
            yield from _component(each, each.parity, component)
    yield "</div></details>\n"


def _component(project: BoardProject, found: ProjectParity, component: ComponentParity) -> Iterator[str]:
    name = escape(component.name)
    drift = ' <span class="tag warn">drift</span>' if parities.differs(component) else ""
    yield f'<section class="component" data-group="{name}"><h3>{name}{drift}</h3>\n<ul class="cells">\n'
    for environment, cell in component.cells.items():
        reasons = [
            wait.reason for wait in project.waits if (wait.component, wait.environment) == (component.name, environment)
        ]
        states = " ".join([*reasons, *["drift"] * parities.differs(component)])
        yield f'<li class="cell" data-item data-team="{escape(found.team)}" data-environment="{escape(environment)}" '
        yield f'data-state="{states}"><h4>{escape(environment)}</h4>\n'
        place = project.places.get((component.name, environment))
        if cell is None or place is None:
            yield '<p class="warn">not there</p></li>\n'
        else:
            yield from _placed(cell, place, component.differing)
    yield "</ul>\n"
    yield from _fields(found, component)
    yield "</section>\n"


def _placed(cell: Cell, place: Place, differing: Sequence[str]) -> Iterator[str]:
    cluster = f"cluster {place.cluster}" if place.cluster else "no cluster"
    yield f'<p class="meta">{escape(cluster)}, namespace {escape(place.namespace)}</p>\n<ul class="versions">\n'
    versions = {"active": cell.release.active, "candidate": cell.release.candidate, "previous": cell.release.previous}
    for slot, role in sorted(cell.release.slots.items(), key=lambda item: item[1]):
        version = versions[role]
        if version is not None:
            marks = differing if role == "active" else ()
            yield from _version(version, role, cell.release, slot if place.slotted else None, marks)
    yield "</ul>\n"
    yield from _facts(cell, place, differing)
    yield "</li>\n"


def _version(
    version: Version, role: str, release: Release, slot: SlotName | None, differing: Sequence[str]
) -> Iterator[str]:
    share = release.weights[slot] if slot is not None else None
    about = role if slot is None else f"{slot}, {role}, {share} % of the traffic"
    yield f"<li><strong>{about}</strong>\n"
    if share is not None and release.in_progress:
        yield f'<progress max="100" value="{share}" aria-hidden="true"></progress>\n'
    name, at, digest = version.image.partition("@")
    shown = f'<code>{escape(name)}<span class="digest">{at}{escape(digest)}</span></code>'
    yield f"<div>{shown}{DIFFERS * ('image' in differing)}</div>\n"
    if version.model:
        yield f"<div>model <code>{escape(version.model)}</code>{DIFFERS * ('model' in differing)}</div>\n"
    yield "</li>\n"


def _facts(cell: Cell, place: Place, differing: Sequence[str]) -> Iterator[str]:
    release = cell.release
    facts = []
    if release.candidate is not None and release.steps:
        steps = ", ".join(f"{share} %" for share in release.steps)
        facts.append(("step", f"{release.step} of {len(release.steps)} ({steps})", False))
    facts.append(("strategy", cell.strategy, "strategy" in differing))
    if cell.scale is not None:
        facts.append(("pods", parities.scale(cell), "scale" in differing))
    facts.append(("machine", parities.machine(cell), not {"machine", "resources"}.isdisjoint(differing)))
    if place.slotted:
        facts.append(("next", ", ".join(place.commands), False))
    yield "<dl>\n"
    for name, value, differs in facts:
        yield f"<dt>{name}</dt><dd>{escape(value)}{DIFFERS * differs}</dd>\n"
    yield "</dl>\n"


def _fields(found: ProjectParity, component: ComponentParity) -> Iterator[str]:
    """The fields that are not the same everywhere."""
    if not component.fields:
        return
    title = f"{_count(len(component.fields), 'field')} of {component.name} {'differs' if len(component.fields) == 1 else 'differ'}"
    yield f"<details><summary>{escape(title)}</summary>\n"
    yield f'<div class="wide" tabindex="0" role="region" aria-label="{escape(title)}">\n<table><thead><tr>'
    names = ("field", *found.environments, "from")
    yield "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    yield "</tr></thead>\n<tbody>\n"
    for field in component.fields:
        values = (parities.value(field, name) for name in found.environments)
        cells = "".join(f"<td>{escape(value)}</td>" for value in (*values, ", ".join(field.origins)))
        yield f'<tr><th scope="row">{escape(field.name)}</th>{cells}</tr>\n'
    yield "</tbody></table></div></details>\n"
