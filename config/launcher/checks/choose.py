"""From a part of a name to the tests that Odoo shall run."""

import ast


def tags(folder, name, keyword):
    """Return Odoo's ``--test-tags`` for all tests of an add-on whose name contains ``keyword``."""
    found = []
    for path in sorted((folder / "tests").glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                found += _of_class(name, path.stem, node, keyword.lower())
    return ",".join(found)


def _of_class(addon, stem, node, keyword):
    methods = [
        item.name
        for item in node.body
        if isinstance(item, ast.FunctionDef) and item.name.startswith("test")
    ]
    if not methods:
        return []
    if keyword in node.name.lower() or keyword in stem.lower():
        return [f"/{addon}:{node.name}"]
    return [f"/{addon}:{node.name}.{method}" for method in methods if keyword in method.lower()]
