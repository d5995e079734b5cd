from tests.builders import pipelines


def test_a_parameter_is_a_variable_of_every_step_that_others_may_refer_to() -> None:
    written = {"parameters": {"RATE": "0.1"}, "env": {"OPTION": "--rate=$(RATE)"}}
    for name in ("prepare", "train"):
        variables = [(each["name"], each["value"]) for each in pipelines.step(name, written)["container"]["env"]]
        assert variables[1:] == [("RATE", "{{workflow.parameters.RATE}}"), ("OPTION", "--rate=$(RATE)")]


def test_the_account_may_report_what_steps_give() -> None:
    found = pipelines.objects()["Role/fraud-api"]["rules"]
    assert found == [{"apiGroups": ["argoproj.io"], "resources": ["workflowtaskresults"], "verbs": ["create", "patch"]}]


def test_an_account_of_the_platform_gets_no_rights() -> None:
    found = pipelines.objects({"serviceAccount": {"name": "ml"}}, {"policy": {"serviceAccounts": ["ml"]}})
    assert "Role/fraud-api" not in found


def test_all_steps_have_the_files_of_the_pipeline() -> None:
    found = pipelines.step("train", {"files": {"/etc/a": "x"}})
    (volume,) = [each for each in found["volumes"] if each["name"] == "files"]
    assert volume["configMap"]["name"].startswith("fraud-api-")
