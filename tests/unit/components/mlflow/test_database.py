"""The program itself runs in tests/acceptance/test_mlflow.py."""

from generator.components.mlflow import database


def test_the_program_is_python() -> None:
    compile(database.PROGRAM, "database", "exec")


def test_no_text_of_the_program_is_taken_for_a_variable() -> None:
    assert "$(" not in database.PROGRAM
