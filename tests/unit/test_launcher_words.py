"""What the launcher understands: failures of programs, apt's lists, locks of requirements."""

import pytest

from launcher import apt, chromium, console, diagnose, pins


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("E: Write error - write (28: No space left on device)", "disk is full"),
        ("Err:1 Temporary failure resolving 'mirror.example'", "network could not be reached"),
        ("npm error code ENOTFOUND", "network could not be reached"),
        ("E: Unable to locate package odoo-19", "docker compose up"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the file that was pinned"),
        ("E: Release file for … is expired (invalid since 3d)", "clock"),
        ("mkdir: cannot create directory: Permission denied", "CLUB_HOME and CLUB_CACHE"),
    ],
)
def test_a_known_trouble_says_what_to_do(said, told):
    assert told in diagnose.advice(said)


def test_an_unknown_trouble_gets_no_made_up_advice():
    assert diagnose.advice("Traceback: KeyError: 'x'") == ""


def test_the_machines_own_mirror_is_chosen():
    addresses = [
        "http://mirror.example/debian-security/",
        "http://packages.example/tool",
        "http://mirror.example/debian/",
    ]
    assert apt.choose_mirror(addresses) == "http://mirror.example/debian/"
    assert apt.choose_mirror(addresses[:2]) is None


@pytest.mark.parametrize("name", ["chromium=1", "libnss3=2:3", "fonts-dejavu-core=2", "xkb-data=1"])
def test_the_browser_takes_libraries_and_letters(name):
    assert chromium.wanted_package(name)


@pytest.mark.parametrize("name", ["libc6=2", "systemd=252", "perl-base=5", "libllvm15=1", "dpkg=1"])
def test_the_browser_leaves_the_base_system_alone(name):
    assert not chromium.wanted_package(name)


def test_locks_name_no_place_to_download_from():
    for path in (pins.REQUIREMENTS_ODOO, pins.REQUIREMENTS_DEV, pins.REQUIREMENTS_POSTGRES):
        text = pins.lock_text(path)
        assert "://" not in text
        assert "--index-url" not in text
        pinned = [line for line in text.splitlines() if not line.startswith("--hash")]
        assert all("==" in line for line in pinned)
        assert text.count("--hash=sha256:") >= len(pinned)


def test_the_tools_are_tried_with_the_same_versions_that_run():
    def versions(path):
        lines = pins.lock_text(path).splitlines()
        return {line.split(" ")[0] for line in lines if not line.startswith("--hash")}

    assert versions(pins.REQUIREMENTS_ODOO) <= versions(pins.REQUIREMENTS_DEV)


def test_times_are_written_as_people_read_them():
    assert [console.seconds(value) for value in (0.44, 12.2, 185)] == [
        "0.4 s",
        "12 s",
        "3 min 05 s",
    ]
