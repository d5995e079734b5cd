"""Construction of a Component from plain data that is complete and matches the schema."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.environment.environment import Environment, Machine, Permission
from generator.resolve import health, networking, resources
from generator.spec import component as spec
from generator.spec import quantity

IMAGE = "image"
"""As a user: that of the image."""
DEFAULT_GROUP = 10001
"""The group of volumes where the group of the processes is not known."""

COMPLETION_INDEX = "JOB_COMPLETION_INDEX"
"""The variable in which the Job controller gives an indexed pod its number."""


def component(
    kind: str,
    kind_values: object,
    data: Mapping[str, Any],
    written: Mapping[str, Any],
    files: Mapping[str, bytes],
    environment: Environment,
    *,
    slots: bool,
) -> spec.Component:
    """Build a Component; `files` has the contents of files that `{from: path}` names."""
    model, machines = data.get("model") or {}, environment.machines
    volumes = tuple(_volumes(data.get("volumes", {})))
    download = _download(data, volumes, environment)
    return spec.Component(
        kind=kind,
        slots=slots,
        description=data.get("description", ""),
        labels=data.get("labels", {}),
        annotations=data.get("annotations", {}),
        image=data.get("image", ""),
        model=model.get("uri", ""),
        model_variable=model.get("env", "MODEL_URI"),
        command=tuple(data.get("command", ())),
        args=tuple(data.get("args", ())),
        env=tuple(_variables(data.get("env", {}))),
        env_from=tuple(_variable_sources(data.get("envFrom", ()))),
        files={path: _content(written_file, files) for path, written_file in data.get("files", {}).items()},
        executables=tuple(path for path, written_file in data.get("files", {}).items() if _is_executable(written_file)),
        resources=resources.settled(data, machines),
        volumes=(*volumes, *download.volumes),
        account=_account(data.get("serviceAccount", {})),
        has_identity="serviceAccount" in data,
        callers=tuple(networking.peers("callers", data.get("callers", ()))),
        calls=tuple(networking.peers("calls", data.get("calls", ()))),
        security=_security(data["security"]),
        patches=tuple(_patch(number, patch) for number, patch in enumerate(data.get("patches", ()))),
        kind_values=kind_values,
        written=written,
        spread=data.get("spread", "none"),
        peers=data.get("peers", 0),
        queue=data.get("queue", ""),
        priority=data.get("priority", ""),
        given_variables=(COMPLETION_INDEX,) if data.get("indexed", False) else (),
        host_aliases=tuple(
            spec.HostAlias(each["ip"], tuple(each["hostnames"])) for each in data.get("hostAliases", ())
        ),
        download=download,
        init=tuple(_containers(data.get("init", {}), machines, download.volumes)),
        sidecars=tuple(_containers(data.get("sidecars", {}), machines, download.volumes)),
        transformer=_transformer(data.get(spec.TRANSFORMER), machines, download.volumes),
    )


def _content(written: Any, files: Mapping[str, bytes]) -> bytes:
    return written.encode() if isinstance(written, str) else files[written["from"]]


def _is_executable(written: Any) -> bool:
    return not isinstance(written, str) and written.get("executable", False)


def _patch(number: int, written: Mapping[str, Any]) -> spec.Patch:
    target = written["target"]
    return spec.Patch(kind=target["kind"], ops=tuple(written["ops"]), number=number, name=target.get("name", ""))


def _security(written: Mapping[str, Any]) -> spec.Security:
    """The group is by default that of the user, and volumes belong to the group."""
    user = None if written["runAsUser"] == IMAGE else written["runAsUser"]
    group = written.get("runAsGroup", user)
    return spec.Security(
        user=user,
        group=group,
        fs_group=written.get("fsGroup", DEFAULT_GROUP if group is None else group),
        supplemental_groups=tuple(written.get("supplementalGroups", ())),
        writable_root=written["writableRoot"],
    )


def _account(written: Mapping[str, Any]) -> spec.Account:
    return spec.Account(
        name=written.get("name", ""),
        annotations=written.get("annotations", {}),
        token=written.get("token", False),
        permissions=tuple(
            Permission(*(tuple(rule[key]) for key in ("apiGroups", "resources", "verbs")))
            for rule in written.get("permissions", ())
        ),
    )


def _download(data: Mapping[str, Any], volumes: tuple[spec.Volume, ...], environment: Environment) -> spec.Download:
    if "download" not in (data.get("model") or {}):
        return spec.NO_DOWNLOAD
    from generator.resolve import model_download  # few components download a model

    return model_download.download(
        data, volumes, resources.settled(data, environment.machines), environment.downloaders
    )


def _transformer(
    written: Mapping[str, Any] | None, machines: Mapping[str, Machine], shared: tuple[spec.Volume, ...]
) -> spec.Container | None:
    return None if written is None else next(_containers({spec.TRANSFORMER: written}, machines, shared))


def _containers(
    containers: Mapping[str, Any], machines: Mapping[str, Machine], shared: tuple[spec.Volume, ...]
) -> Iterator[spec.Container]:
    """Containers by name; each mounts the `shared` volumes unless it has others at their paths."""
    for name, written in containers.items():
        yield spec.Container(
            name=name,
            image=written["image"],
            command=tuple(written.get("command", ())),
            args=tuple(written.get("args", ())),
            env=tuple(_variables(written.get("env", {}))),
            env_from=tuple(_variable_sources(written.get("envFrom", ()))),
            resources=resources.settled(written, machines),
            volumes=(
                *_volumes(written.get("volumes", {})),
                *(each for each in shared if each.path not in written.get("volumes", {})),
            ),
            ports=tuple(networking.port(key, port) for key, port in written.get("ports", {}).items()),
            health=health.settled(written.get("health", {})),
        )


def _variables(env: Mapping[str, Any]) -> Iterator[spec.Variable]:
    for name, source in env.items():
        yield spec.Variable(
            name=name,
            value=source.get("value"),
            secret=source.get("secret", ""),
            config_map=source.get("configMap", ""),
            key=source.get("key", ""),
            field=source.get("field", ""),
            optional=source.get("optional", False),
            resource=source.get("resource", ""),
            divisor=source.get("divisor", "1"),
        )


def _variable_sources(sources: Iterable[Mapping[str, Any]]) -> Iterator[spec.VariableSource]:
    for source in sources:
        yield spec.VariableSource(
            secret=source.get("secret", ""),
            config_map=source.get("configMap", ""),
            prefix=source.get("prefix", ""),
            optional=source.get("optional", False),
        )


def _volumes(volumes: Mapping[str, Any]) -> Iterator[spec.Volume]:
    for path, source in volumes.items():
        key = source.get("key", "")
        items = {key: key} if key else source.get("items", {})
        yield spec.Volume(
            path=path,
            claim=source.get("claim", ""),
            storage_class=source.get("class", ""),
            access=source.get("access", "once"),
            secret=source.get("secret", ""),
            config_map=source.get("configMap", ""),
            key=key,
            items=tuple((name, below.removeprefix("./")) for name, below in items.items()),
            mode=int(source["mode"], 8) if "mode" in source else None,
            optional=source.get("optional", False),
            share=source.get("share", ""),
            sub_path=source.get("path", "").removeprefix("./"),
            read_only=source.get("readOnly", False),
            **{name: _size(source[name]) for name in ("size", "scratch", "memory") if name in source},
        )


def _size(text: str) -> str:
    return text if text == spec.UNLIMITED else quantity.canonical(text)
