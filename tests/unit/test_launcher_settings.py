"""The launcher reads folders, ports and the database from the environment."""

from pathlib import Path

import pytest

from launcher.console import Failure
from launcher.settings import load

ROOT = Path("/clone")


def test_defaults_lie_in_the_clone_and_in_the_users_cache():
    found = load({"HOME": "/home/shop"}, ROOT)
    assert found.home == ROOT / ".club"
    assert found.cache == Path("/home/shop/.cache/club")
    assert (found.port, found.db) == (8069, "club")


def test_four_ports_in_a_row():
    found = load({"CLUB_PORT": "8500"}, ROOT)
    ports = [found.port, found.gateway_port, found.odoo_port, found.gevent_port]
    assert ports == [8500, 8501, 8502, 8503]
    assert found.gateway_url == "http://127.0.0.1:8501"


def test_relative_folders_become_absolute(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert load({"CLUB_HOME": "state"}, ROOT).home == tmp_path / "state"


@pytest.mark.parametrize("value", ["80", "65533", "70000", "eight", "-1", "8069 ", "۸۰۶۹"])
def test_a_bad_port_is_refused_with_the_range(value):
    with pytest.raises(Failure, match="1024 to 65532"):
        load({"CLUB_PORT": value}, ROOT)


@pytest.mark.parametrize("value", ["Club", "1club", 'x"; DROP', "a" * 49, "-d"])
def test_a_bad_database_name_is_refused(value):
    with pytest.raises(Failure, match="plain database name"):
        load({"CLUB_DB": value}, ROOT)
