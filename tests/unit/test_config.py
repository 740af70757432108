"""Settings and logging."""

import io
import logging
from dataclasses import FrozenInstanceError, fields

import pytest

from kzgraph.config import Settings
from kzgraph.errors import SettingError
from kzgraph.logs import EventFormatter


def test_defaults_without_environment() -> None:
    assert Settings.from_environment({"PATH": "/", "KZGRAPH_SOURCES": "x"}) == Settings()


def test_each_type_is_read() -> None:
    settings = Settings.from_environment(
        {"KZGRAPH_PORT": "0", "KZGRAPH_TIMEOUT_SECONDS": "2.5", "KZGRAPH_HOST": "::1"}
    )
    assert (settings.port, settings.timeout_seconds, settings.host) == (0, 2.5, "::1")
    assert settings.limits.seconds == 2.5


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("KZGRAPH_PORT", "http", "whole number"),
        ("KZGRAPH_PORT", "-1", "below 0"),
        ("KZGRAPH_CLIENT_SECONDS", "inf", "no number"),
        ("KZGRAPH_TRUSTED_PROXIES", "10.0.0.1, *", "name itself"),
        ("KZGRAPH_QUICK_WORKERS", "0", "below 1"),
        ("KZGRAPH_TIMEOUT_SECONDS", "nan", "below"),
        ("KZGRAPH_TIMEOUT_SECONDS", "soon", "a number"),
        ("KZGRAPH_TIMEOUT", "3", "no such setting.*KZGRAPH_TIMEOUT_SECONDS"),
    ],
)
def test_wrong_value_names_its_variable(name: str, text: str, said: str) -> None:
    with pytest.raises(SettingError, match=f"^{name}: .*{said}"):
        Settings.from_environment({name: text})


def test_values_are_checked_however_they_come() -> None:
    with pytest.raises(SettingError, match="KZGRAPH_TIMEOUT_SECONDS"):
        Settings(timeout_seconds=-1)


def test_every_setting_is_described() -> None:
    for setting in fields(Settings):
        assert setting.metadata["description"].endswith(".")
        assert isinstance(setting.metadata["unit"], str)


def test_settings_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


def test_event_has_its_data_on_one_line() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(EventFormatter())
    logger = logging.Logger("kzgraph.test")
    logger.addHandler(handler)
    cause = 'a "b"\nc\x9b\u2028\u202eқ'
    logger.warning("worker replaced", extra={"worker": 7, "cause": cause})
    line = stream.getvalue()
    said = r'worker=7 cause="a \"b\"\nc\u009b\u2028\u202eқ"'
    assert line.endswith(f"WARNING kzgraph.test worker replaced {said}\n")
    assert line.count("\n") == 1
