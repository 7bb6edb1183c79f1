"""Who fetches a page: a person, or a program that looks for one (previews, scanners, crawlers)."""

import re

# What programs call themselves. Messengers fetch previews under their own name alone; the browser
# that they open for a person names itself first.
_ROBOT = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|preview|scanner|monitor|fetch|curl|wget|python|java/"
    r"|okhttp|go-http|httpclient|libwww|lighthouse|facebookexternalhit|facebot|embedly|vkshare"
    r"|safelinks|barracuda|mimecast|proofpoint|symantec|virustotal|urlcheck|linkcheck"
    r"|^(whatsapp|telegram|viber|skype|slack|discord|signal)",
    re.IGNORECASE,
)


def is_person(method: str, agent: str | None, purpose: str | None = None) -> bool:
    """Return whether a request is a person's who opened a link.

    :param method: of HTTP; whoever asks for the head alone is a program
    :param agent: what the program calls itself; people's browsers always say it
    :param purpose: the header ``Sec-Purpose`` or ``Purpose``: browsers fetch ahead of a tap
    """
    if method not in ("GET", "POST"):
        return False
    if not agent or _ROBOT.search(agent):
        return False
    return "prefetch" not in (purpose or "").lower() and "preview" not in (purpose or "").lower()
