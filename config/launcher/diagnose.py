"""From what a failed program printed to what the reader can do about it."""

import re

RULES = (
    (
        r"No space left on device|ENOSPC|Disk quota exceeded",
        "The disk is full. Free some space (about 4 GB are needed), or point CLUB_HOME and\n"
        "CLUB_CACHE at folders on a larger disk, and run the same command again:\n"
        "what is done stays done.",
    ),
    (
        r"Temporary failure (in name resolution|resolving)|Could not (resolve|connect)|"
        r"Network is unreachable|Connection (refused|timed out)|NewConnectionError|"
        r"ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|Unable to connect|Cannot initiate the conn|"
        r"Failed to fetch|Read timed out|ConnectTimeoutError|NameResolutionError",
        "The network could not be reached. Check the connection (and a proxy, if one is needed:\n"
        "http_proxy and https_proxy are used) and run the same command again:\n"
        "what is done stays done.",
    ),
    (
        r"certificate verify failed|CERT_|SSLError",
        "The secure connection was refused. Behind an inspecting proxy, PIP_CERT and\n"
        "NODE_EXTRA_CA_CERTS name its certificate.",
    ),
    (
        r"Unable to locate package odoo-19|no installation candidate|"
        r"Can't find a source to download|Release 'sid' for|Unable to locate package",
        "Debian's archive does not offer the package (any more). Use Docker instead\n"
        "(docker compose up), or put the folder addons/ on the path of an Odoo 19 of your own\n"
        "(see README.md).",
    ),
    (
        r"NO_PUBKEY|is not signed|EXPKEYSIG|KEYEXPIRED|Not live until|"
        r"Release file .* (not valid|is expired)",
        "The archive's signature could not be checked. Is this machine's clock right, and is\n"
        "debian-archive-keyring up to date?",
    ),
    (
        r"THESE PACKAGES DO NOT MATCH THE HASHES|Hash Sum mismatch|hash mismatch",
        "A download is not the file that was pinned. Run the command again; when it stays, a\n"
        "mirror on the way serves a changed file.",
    ),
    (
        r"Permission denied|Operation not permitted|Read-only file system",
        "A folder may not be written. CLUB_HOME and CLUB_CACHE name folders of your own.",
    ),
    (
        r"Cannot allocate memory|MemoryError|Killed",
        "The machine ran out of memory. Odoo and PostgreSQL want about 2 GB.",
    ),
)


def advice(text):
    """Return what to do about the first known trouble in a text, or an empty string."""
    for pattern, words in RULES:
        if re.search(pattern, text, re.IGNORECASE):
            return words
    return ""
