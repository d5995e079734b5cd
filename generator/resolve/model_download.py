"""Download of a model before the other containers start: where it is written, and by which container.

On a claim or share every model has a folder of its own, named by a hash of its URI: two versions never overwrite each other. There
the downloader writes under a name of its pod, and a complete model gets its final name at once, so nothing reads half of one.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from generator.environment.environment import Downloader
from generator.spec import component as spec
from generator.spec import devices, duration, model_uri, naming

CONTAINER = "download"
FINISH = "download-finish"
URI_VARIABLE = "MODEL_URI"
POD_VARIABLE = "POD_NAME"
SHARED = frozenset({"claim", "size", "share"})
"""The sources of volumes that outlive a pod, and that pods may share."""
FINISHED = 'mv -T "$MODEL_PATH" "$1" || [ -e "$1" ]; rm -rf "$MODEL_PATH"'
"""Of two pods that finish at once, the first one's model stays."""
DOWNLOADED = (
    'if [ -e "$1" ]; then exit 0; fi; final=$1; shift; rm -rf "$MODEL_PATH"; mkdir -p "${MODEL_PATH%/*}"; "$@"; set -- "$final"; '
    + FINISHED
)


def download(
    data: Mapping[str, Any],
    volumes: tuple[spec.Volume, ...],
    resources: spec.Resources,
    downloaders: Mapping[str, Downloader],
) -> spec.Download:
    """The download of a component, whose plain data is complete and keeps the rules; empty if nothing is downloaded."""
    model = data.get("model", {})
    chosen = model_uri.downloader(model["uri"], downloaders) if "download" in model else None
    if chosen is None:
        return spec.NO_DOWNLOAD
    path, uri = model["download"], model["uri"]
    longest = duration.parse(model["longest"])
    if chosen.image_volume:
        return spec.Download(path, (), (spec.Volume(path=path, image=model_uri.reference(uri)),), longest)
    at = model_uri.holder(path, data.get("volumes", {}))
    own = () if at else (spec.Volume(path=path, scratch=model["size"]),)
    mounted = own or tuple(volume for volume in volumes if volume.path == at)
    maker = _Maker(chosen, uri, mounted, _without_devices(resources))
    if not SHARED & data.get("volumes", {}).get(at, {}).keys():
        return spec.Download(path, (maker.container(CONTAINER, path, chosen.command, chosen.args),), own, longest)
    final = f"{path.rstrip('/')}/{naming.content_hash(uri.encode())}"
    return spec.Download(final, maker.atomic(final), own, longest)


class _Maker(NamedTuple):
    """What the containers of a download have in common."""

    downloader: Downloader
    uri: str
    volumes: tuple[spec.Volume, ...]
    resources: spec.Resources

    def container(self, name: str, path: str, command: tuple[str, ...], args: tuple[str, ...]) -> spec.Container:
        """A container in which MODEL_PATH is `path`."""
        env = (
            spec.Variable(name="HOME", value="/tmp"),  # noqa: S108 - a path in the container
            spec.Variable(name=POD_VARIABLE, field="metadata.name"),
            spec.Variable(name=URI_VARIABLE, value=self.uri),
            spec.Variable(name=model_uri.PATH_VARIABLE, value=path),
        )
        return spec.Container(
            name=name,
            image=self.downloader.image,
            command=command,
            args=args,
            env=env,
            env_from=(spec.VariableSource(secret=self.downloader.secret),) if self.downloader.secret else (),
            resources=self.resources,
            volumes=self.volumes,
        )

    def atomic(self, final: str) -> tuple[spec.Container, ...]:
        """Containers that download under another name and rename: one where the command is known, so that a shell can run it."""
        folder, _, name = final.rpartition("/")
        partial = f"{folder}/.{name}.$({POD_VARIABLE})"
        chosen = self.downloader
        if chosen.command:
            command = ("sh", "-ec", DOWNLOADED, CONTAINER, final, *chosen.command)
            return (self.container(CONTAINER, partial, command, chosen.args),)
        finish = ("sh", "-ec", FINISHED, FINISH, final)
        return (
            self.container(CONTAINER, partial, (), chosen.args),
            self.container(FINISH, partial, finish, ())._replace(env_from=()),
        )


def _without_devices(resources: spec.Resources) -> spec.Resources:
    """The CPU and memory of the main container: init containers run before it, so this costs nothing more."""
    requests, limits = (
        {name: amount for name, amount in each.items() if not devices.is_countable(name)}
        for each in (resources.requests, resources.limits)
    )
    return spec.Resources(requests=requests, limits=limits, node_selector={})
