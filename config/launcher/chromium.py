"""A browser for tours and pictures: the machine's own, or Debian's unpacked privately."""

import os
import re
import shutil
import textwrap

from . import pins, steps
from .apt import PrivateApt, codename, unpack
from .shell import clean_env, run

SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# The letters of a font package do not depend on the release; older ones lack Vazirmatn.
FONT_SUITE = "trixie"
FONTS = ("fonts-vazirmatn",)

# Of what the package depends on, only libraries, letters and keyboard data are needed; not the C
# and C++ run time, which every machine has, and not the drivers of a graphics card.
WANTED = re.compile(r"^(lib|chromium|font|xkb-data|shared-mime-info)")
UNWANTED = re.compile(
    r"^(libc6|libgcc-s1|libstdc\+\+6|libllvm.*|libz3-.*|libgl1-mesa-dri|libglx-mesa0|"
    r"libperl.*|lib.*-perl|libpam.*|libcryptsetup.*|libdevmapper.*)$"
)

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def ensure(settings):
    """Return the folder to put first on the PATH: it holds a ready ``chromium``."""
    key = steps.digest(pins.BROWSER_PACKAGES, FONTS, FLAGS, FONTS_CONF, WRAPPER, codename())
    own = settings.cache / "chromium" / key

    def make(folder):
        root = folder / "root"
        system = _system_browser()
        packages = []
        if not system:
            archive = PrivateApt(settings.cache / "apt" / codename(), [codename()])
            wanted = [
                name for name in archive.closure(pins.BROWSER_PACKAGES) if wanted_package(name)
            ]
            packages += archive.download(wanted, folder / "debs")
        archive = PrivateApt(settings.cache / "apt" / FONT_SUITE, [FONT_SUITE])
        packages += archive.download(FONTS, folder / "fonts")
        unpack(packages, root)
        steps.remove(folder / "debs")
        steps.remove(folder / "fonts")
        _write_wrapper(folder, own, system)
        _try(folder / "chromium", own, folder)

    steps.build(own, "Chromium and letters for Persian", make)
    steps.point(own.parent / "current", own)
    return own


def wanted_package(name):
    """Tell whether a package of the closure (``name=version``) is worth unpacking."""
    bare = name.split("=")[0]
    return bool(WANTED.match(bare)) and not UNWANTED.match(bare)


def _system_browser():
    for name in SYSTEM_NAMES:
        found = shutil.which(name)
        if found:
            return os.path.realpath(found)
    return None


def _write_wrapper(folder, home, system):
    root = home / "root"
    (folder / "fonts.conf").write_text(FONTS_CONF.format(root=root), encoding="utf-8")
    machine = os.uname().machine + "-linux-gnu"
    libraries = ":".join(
        str(root / place)
        for place in (f"usr/lib/{machine}", f"lib/{machine}", f"usr/lib/{machine}/pulseaudio")
    )
    wrapper = WRAPPER.format(
        root=root,
        home=home,
        flags=" ".join(FLAGS),
        libraries="" if system else f'export LD_LIBRARY_PATH="{libraries}"',
        program=system or root / "usr/lib/chromium/chromium",
    )
    path = folder / "chromium"
    path.write_text(wrapper, encoding="utf-8")
    path.chmod(0o755)
    # Odoo looks for this name first and would take another browser of the machine.
    (folder / "google-chrome").symlink_to("chromium")


def _try(wrapper, home, folder):
    """Print an empty page before the build is taken; the final folder stands in as a link."""
    steps.remove(home)
    home.symlink_to(folder)
    try:
        run(
            [
                wrapper,
                "--headless",
                f"--user-data-dir={folder / 'try'}",
                "--dump-dom",
                "about:blank",
            ],
            env=clean_env(),
            timeout=120,
        )
    finally:
        home.unlink()
        steps.remove(folder / "try")


WRAPPER = textwrap.dedent("""\
    #!/bin/sh
    # Chromium with the letters, settings and libraries of this folder.
    {libraries}
    export FONTCONFIG_FILE="{home}/fonts.conf"
    export XDG_DATA_DIRS="{root}/usr/share:${{XDG_DATA_DIRS:-/usr/share}}"
    export XDG_CONFIG_HOME="{home}/xdg/config" XDG_CACHE_HOME="{home}/xdg/cache"
    exec "{program}" {flags} "$@"
    """)

FONTS_CONF = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{root}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <match target="pattern">
    <test name="lang" compare="contains"><string>fa</string></test>
    <edit name="family" mode="prepend" binding="strong"><string>Vazirmatn</string></edit>
  </match>
  <alias><family>sans-serif</family><prefer>
    <family>Vazirmatn</family><family>DejaVu Sans</family></prefer></alias>
  <alias><family>serif</family><prefer>
    <family>Vazirmatn</family><family>DejaVu Serif</family></prefer></alias>
  <alias><family>monospace</family><prefer>
    <family>DejaVu Sans Mono</family><family>Vazirmatn</family></prefer></alias>
</fontconfig>
"""
