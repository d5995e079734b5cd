import pytest

from generator.spec.component import Port, Queue, Scale, Service
from tests.builders import samples


@pytest.mark.parametrize(
    ("scale", "fixed"),
    [
        (Scale(3, 3), True),
        (Scale(1, 3, cpu=70), False),
        (Scale(1, 3, memory=70), False),
        (Scale(1, 3, metrics=(("waiting", "5"),)), False),
        (Scale(1, 3, queue=Queue("sqs", 5)), False),
    ],
)
def test_a_scale_is_fixed_where_nothing_is_measured(scale: Scale, fixed: bool) -> None:  # noqa: FBT001
    assert scale.is_fixed is fixed


@pytest.mark.parametrize(
    ("port", "https"),
    [
        (Port("https", 443, 443), True),
        (Port("https-web", 443, 443), True),
        (Port("web", 443, 443), False),
        (Port("web", 443, 443, scheme="HTTPS"), True),
        (Port("https", 443, 443, scheme="HTTP"), False),
    ],
)
def test_a_port_is_asked_as_its_scheme_or_its_name_says(port: Port, https: bool) -> None:  # noqa: FBT001
    assert port.is_https is https


def test_what_only_a_kind_has_is_given_to_who_asks_for_its_type() -> None:
    service, job = samples.target(samples.SERVICE).component, samples.target(samples.JOB).component
    assert service.serving is service.kind_values_as(Service) is service.service
    assert job.service is None
    with pytest.raises(TypeError, match=r"^a job has no Service$"):
        _ = job.serving
