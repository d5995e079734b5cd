"""Models that cannot be downloaded: what is said, word for word."""

import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

S3 = "s3://models/fraud/12"
HERE: Data = {
    "downloaders": {"s3": {"image": "ghcr.io/acme/fetch:1"}, "oci": "image-volume"},
}
NEWER: Data = HERE | {"cluster": {"name": "dev", "kubernetes": "1.35"}}


@pytest.mark.parametrize(
    ("fields", "environment", "said"),
    [
        (
            {"model": {"uri": S3, "longest": "1m"}},
            HERE,
            (
                'components.api.model.longest: "longest" has no meaning without "download"'
                " -> add download: model: {uri: ..., download: /models, longest: 1m}, or remove it"
            ),
        ),
        (
            {"model": {"uri": S3, "download": "/m"}},
            HERE,
            (
                'components.api.model.download: no volume has "/m", and the model no size'
                " -> add size: model: {uri: ..., download: /m, size: 20Gi}, or a volume: volumes: {/m: {claim: NAME}}"
            ),
        ),
        *(
            (
                {"model": {"uri": S3, "download": "/m/x"}, "volumes": {"/m": {"share": "models"}}},
                HERE | {"shares": {"models": share}},
                (
                    'components.api.volumes["/m"].share: the downloader cannot write to "/m": share "models" is read-only in dev'
                    " -> use another share, or an empty directory at another path: model: {uri: ..., download: /models, size: 20Gi}"
                ),
            )
            for share in (
                {"csi": {"driver": "d", "readOnly": True}},
                {"csi": {"driver": "d"}, "mountOptions": ["implicit-dirs", "ro"]},
            )
        ),
        (
            {"model": {"uri": S3, "download": "/m/x", "size": "1Gi"}, "volumes": {"/m": {"claim": "a"}}},
            HERE,
            (
                'components.api.model.size: "/m/x" is on volume "/m", which has a size of its own'
                " -> remove one of the two"
            ),
        ),
        (
            {"model": {"uri": "gs://a/b", "download": "/m", "size": "1Gi"}},
            HERE,
            (
                "components.api.model.uri: there is no downloader for gs://, only for s3, oci, in dev"
                " -> ask the platform for downloaders: {gs: {image: ...}}, or remove it there with model: {download: null}"
            ),
        ),
        (
            {"model": {"uri": S3, "download": "/m", "size": "1Gi", "env": "MODEL_PATH"}},
            HERE,
            (
                'components.api.model.env: "MODEL_PATH" has the path of the downloaded model'
                " -> give the URI another name, or leave env out: MODEL_URI"
            ),
        ),
        (
            {"model": {"uri": S3, "download": "/m", "size": "1Gi"}, "env": {"MODEL_PATH": "x"}},
            HERE,
            (
                'components.api.env.MODEL_PATH: "MODEL_PATH" is set from "model" already'
                " -> remove it: it has the path of the downloaded model"
            ),
        ),
        (
            {"model": {"uri": "oci://a/b:1", "download": "/m"}},
            HERE,
            (
                "components.api.model.uri: mounting a model from its image needs Kubernetes 1.35, and it is 1.34 in dev"
                " -> ask the platform for a downloader of oci"
            ),
        ),
        (
            {"model": {"uri": "oci://a/B:1", "download": "/m"}},
            NEWER,
            (
                'components.api.model.uri: "a/B:1" is not an image: repository names are lower case'
                " -> write oci://repository:tag or oci://repository@digest"
            ),
        ),
        (
            {"model": {"uri": "oci://a/b:1", "download": "/m"}, "volumes": {"/m": {"claim": "a"}}},
            NEWER,
            (
                'components.api.volumes["/m"]: "/m" is where the image of the model is mounted'
                " -> give the volume another path"
            ),
        ),
        (
            {"model": {"uri": S3, "download": "/m"}, "volumes": {"/m": {"claim": "a", "readOnly": True}}},
            HERE,
            'components.api.volumes["/m"].readOnly: the downloader cannot write to "/m": it is readOnly -> remove readOnly',
        ),
        (
            {"model": {"uri": S3, "download": "/m"}, "volumes": {"/m": {"size": "1Gi", "access": "read-many"}}},
            HERE,
            (
                'components.api.volumes["/m"]: the downloader cannot write to "/m": access is read-many'
                " -> use access: many"
            ),
        ),
        (
            {"model": {"uri": S3, "download": "/m", "size": "1Gi"}, "files": {"/m": "x"}},
            HERE,
            'components.api.model.download: "/m" is a file -> give one of them another path',
        ),
    ],
)
def test_a_model_that_cannot_be_downloaded(fields: Data, environment: Data, said: str) -> None:
    assert samples.problems(SERVICE | fields, None, environment) == [said]


def test_images_of_downloads_follow_the_policy() -> None:
    component = SERVICE | {"model": {"uri": S3, "download": "/m", "size": "1Gi"}}
    policy: Data = {"policy": {"images": {"registries": ["ghcr.io/acme/api"]}}}
    found = samples.problems(component, None, HERE | policy)
    assert [each.partition(" is not")[0] for each in found] == ['components.api.model: "ghcr.io/acme/fetch:1"']
