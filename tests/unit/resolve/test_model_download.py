import subprocess
from pathlib import Path

import pytest

from generator.resolve import model_download
from generator.spec.component import Download
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import JOB, SERVICE

S3 = "s3://models/fraud/12"
FETCH: Data = {"image": "ghcr.io/acme/fetch:1", "args": ["$(MODEL_URI)", "$(MODEL_PATH)"], "secret": "store"}


def download(fields: Data, fetch: Data = FETCH) -> Download:
    return samples.target(SERVICE | fields, None, {"downloaders": {"s3": fetch}}).component.download


def test_a_directory_of_the_pod_has_the_model_itself() -> None:
    found = download({"model": {"uri": S3, "download": "/m", "size": "1Gi"}})
    assert (found.path, found.longest, [each.scratch for each in found.volumes]) == ("/m", 600, ["1Gi"])
    (container,) = found.containers
    assert {each.name: each.value for each in container.env if each.value} == {
        "HOME": "/tmp",  # noqa: S108 - a path in the container
        "MODEL_URI": S3,
        "MODEL_PATH": "/m",
    }
    assert [each.secret for each in container.env_from] == ["store"]


@pytest.mark.parametrize("volume", [{"claim": "x"}, {"size": "1Gi", "access": "many"}])
def test_a_claim_has_a_folder_for_each_model_that_gets_its_name_at_the_end(volume: Data) -> None:
    found = download({"model": {"uri": S3, "download": "/m"}, "volumes": {"/m": volume}})
    other = download({"model": {"uri": f"{S3}3", "download": "/m"}, "volumes": {"/m": volume}})
    assert found.path == "/m/be3570af06" != other.path
    written = [next(each.value for each in part.env if each.name == "MODEL_PATH") for part in found.containers]
    assert written == ["/m/.be3570af06.$(POD_NAME)"] * 2
    assert [part.name for part in found.containers] == ["download", "download-finish"]
    assert [len(part.env_from) for part in found.containers] == [1, 0]


def test_a_command_is_run_by_a_shell_that_renames() -> None:
    found = download(
        {"model": {"uri": S3, "download": "/m"}, "volumes": {"/m": {"claim": "x"}}}, FETCH | {"command": ["get"]}
    )
    (container,) = found.containers
    assert container.command == ("sh", "-ec", model_download.DOWNLOADED, "download", found.path, "get")


def shell(folder: Path, script: str, final: Path, *words: str) -> int:
    partial = folder / "deep" / "partial"
    environment = {"MODEL_PATH": str(partial), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        ["sh", "-ec", script, "download", str(final), *words], env=environment, check=False
    ).returncode


def test_the_shell_downloads_once_and_renames(tmp_path: Path) -> None:
    final = tmp_path / "deep" / "final"
    fetch = 'echo run >> "$0"; mkdir "$MODEL_PATH"; echo weights > "$MODEL_PATH/w"'
    log = tmp_path / "log"
    words = ("sh", "-ec", fetch, str(log))
    assert [shell(tmp_path, model_download.DOWNLOADED, final, *words) for _ in range(2)] == [0, 0]
    assert (final / "w").read_text(encoding="utf-8") == "weights\n"
    assert log.read_text(encoding="utf-8") == "run\n"
    assert [each.name for each in final.parent.iterdir()] == ["final"]


def test_a_download_that_fails_leaves_no_model(tmp_path: Path) -> None:
    final = tmp_path / "deep" / "final"
    assert shell(tmp_path, model_download.DOWNLOADED, final, "false") == 1
    assert not final.exists()


def test_of_two_pods_the_first_ones_model_stays(tmp_path: Path) -> None:
    final, partial = tmp_path / "deep" / "final", tmp_path / "deep" / "partial"
    for folder, content in ((final, "first"), (partial, "second")):
        folder.mkdir(parents=True)
        (folder / "w").write_text(content, encoding="utf-8")
    assert shell(tmp_path, model_download.FINISHED, final) == 0
    assert (final / "w").read_text(encoding="utf-8") == "first"
    assert not partial.exists()


def test_the_download_has_the_processor_and_memory_of_the_main_container_but_no_device() -> None:
    found = download(
        {"model": {"uri": S3, "download": "/m", "size": "1Gi"}, "resources": {"cpu": "4", "memory": "8Gi", "gpu": 1}}
    )
    assert found.containers[0].resources.requests == {"cpu": "4", "memory": "8Gi"}
    assert found.containers[0].resources.limits == {"memory": "8Gi"}


def test_an_image_is_mounted_and_not_downloaded() -> None:
    environment: Data = {"downloaders": {"oci": "image-volume"}, "cluster": {"name": "dev", "kubernetes": "1.35"}}
    component = SERVICE | {"model": {"uri": "oci://a/b:1", "download": "/m"}}
    found = samples.target(component, None, environment).component
    assert (found.download.path, found.download.containers) == ("/m", ())
    assert [(each.path, each.image) for each in found.volumes] == [("/m", "a/b:1")]


def test_the_longest_download_is_part_of_the_timeout_of_a_job() -> None:
    model = {"uri": S3, "download": "/m", "size": "1Gi", "longest": "30m"}
    found = samples.objects(JOB | {"timeout": "1h", "model": model}, None, {"downloaders": {"s3": FETCH}})
    jobs = [each["spec"]["activeDeadlineSeconds"] for name, each in found.items() if name.startswith("Job/")]
    assert jobs == [5400]
