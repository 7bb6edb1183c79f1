"""The versions that this project was tried with, and where each comes from."""

from pathlib import Path

from .settings import ROOT

# Debian's package of Odoo 19 lives in sid only. A newer 19.0 is accepted with a notice.
ODOO_PACKAGE = "odoo-19"
ODOO_SERIES = "19.0"
ODOO_VERSION = "19.0.0+dfsg-1"
# What Odoo's pages link to, from the suite whose files the links of the package expect.
ODOO_COMPANIONS = {
    "sid": (
        "libjs-jquery",
        "libjs-jquery-form",
        "libjs-underscore",
        "fonts-roboto-unhinted",
        "fonts-montserrat",
        "fonts-ocr-b",
        "fonts-glyphicons-halflings",
    ),
    "trixie": ("fonts-font-awesome", "fonts-inconsolata"),
}

# rtlcss mirrors the style sheets for Persian; the second file is left out of Debian's package
# although Odoo's back end asks for it on every page.
NODE_PACKAGES = ("rtlcss@4.3.0", "@mediapipe/selfie_segmentation@0.1.1675465747")
SELFIE = "@mediapipe/selfie_segmentation/selfie_segmentation.js"

REQUIREMENTS_ODOO = ROOT / "requirements-odoo.txt"
REQUIREMENTS_DEV = ROOT / "requirements-dev.txt"
REQUIREMENTS_POSTGRES = ROOT / "requirements-postgres.txt"

# A browser for tours and pictures; letters for Persian come beside it.
BROWSER_PACKAGES = ("chromium", "fonts-dejavu-core")

PYTHON_VERSIONS = ((3, 10), (3, 13))


def lock_text(path: Path):
    """Return the lines of a lock that matter, so that a changed comment rebuilds nothing."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("#"))
