from generator.gitops import permissions
from generator.kubernetes import object_kinds, spark_driver
from tests.builders import samples, sparks


def test_the_deployer_may_give_drivers_their_rights_where_spark_runs() -> None:
    environment = samples.environment(policy={"permissions": "none"}, **sparks.OPERATORS)
    assert permissions.grants(environment) == (spark_driver.RIGHTS,)
    assert "Role" in {row.kind for row in object_kinds.written_in([environment])}
    assert permissions.grants(samples.environment(policy={"permissions": "none"})) == ()
