"""Fixtures of the end-to-end tests. ``./club test --only e2e`` provides the environment."""

import os

import pytest


@pytest.fixture(scope="session", autouse=True)
def _environment():
    if "CLUB_TEST_ODOO" not in os.environ:
        pytest.exit("Run these tests with ./club test --only e2e", returncode=2)


@pytest.fixture(scope="session")
def empty_template():
    """A database with the four add-ons and no demo data."""
    return os.environ["CLUB_TEST_EMPTY_DB"]


@pytest.fixture(scope="session")
def demo_template():
    """A database with the four add-ons and the demo data."""
    return os.environ["CLUB_TEST_TEMPLATE_DB"]
