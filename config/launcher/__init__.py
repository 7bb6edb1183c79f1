"""The launcher behind ``./club``: standard library only, one subject a file.

``__main__`` reads the command line; ``settings`` says where things lie; ``steps`` builds each
thing once; ``stack`` starts and stops what ``./club up`` shows; the package ``checks`` holds
what ``./club test`` runs.
"""
