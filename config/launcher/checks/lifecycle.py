"""Each add-on alone: installed on a bare database, and gone without a trace."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

from .. import addons
from ..console import Failure
from . import odoo_log
from .tally import Tally, result

AT_ONCE = 2

# Everything that an add-on can leave behind, as lines of text. Names of the choices and parents
# that a model had from another add-on's mixin (activities, messages) are left by Odoo itself,
# pointing at nothing, until that other add-on is updated: they are no trace of ours.
TRACES = """
SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname
  FROM pg_constraint JOIN pg_namespace n ON n.oid = connamespace WHERE n.nspname = 'public'
UNION ALL SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = 'public'
UNION ALL SELECT 'trigger ' || tgrelid::regclass || ' ' || tgname
  FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function ' || proname
  FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE n.nspname = 'public'
UNION ALL SELECT 'extension ' || extname FROM pg_extension
UNION ALL SELECT 'record ' || module || '.' || name || ' ' || model FROM ir_model_data d
  WHERE NOT (d.model = 'ir.model.fields.selection'
             AND d.res_id NOT IN (SELECT id FROM ir_model_fields_selection))
    AND NOT (d.model = 'ir.model.inherit' AND d.res_id NOT IN (SELECT id FROM ir_model_inherit))
UNION ALL SELECT 'model ' || model FROM ir_model
UNION ALL SELECT 'field ' || model || '.' || name || ' ' || ttype FROM ir_model_fields
UNION ALL SELECT 'selection ' || f.model || '.' || f.name || ' ' || s.value
  FROM ir_model_fields_selection s JOIN ir_model_fields f ON f.id = s.field_id
UNION ALL SELECT 'parameter ' || key FROM ir_config_parameter
UNION ALL SELECT 'cron ' || cron_name FROM ir_cron
UNION ALL SELECT 'action ' || a.id || ' ' || a.type FROM ir_actions a
UNION ALL SELECT 'view ' || v.id || ' ' || v.name FROM ir_ui_view v
UNION ALL SELECT 'menu ' || m.id FROM ir_ui_menu m
UNION ALL SELECT 'access ' || a.id || ' ' || a.name FROM ir_model_access a
UNION ALL SELECT 'rule ' || r.id || ' ' || r.name FROM ir_rule r
UNION ALL SELECT 'group ' || g.id FROM res_groups g
UNION ALL SELECT 'attachment ' || a.id || ' ' || a.name FROM ir_attachment a
  WHERE a.url IS NULL OR a.url NOT LIKE '/web/assets/%'
UNION ALL SELECT 'installed ' || name FROM ir_module_module WHERE state = 'installed'
ORDER BY 1
"""


def run(bench):
    """Install and uninstall each add-on; return the tally."""
    bench.bare()
    for name in addons.names(bench.settings):
        if addons.apart(bench.settings, name):
            bench.dependencies(name)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = [pool.submit(_alone, bench, name) for name in addons.names(bench.settings)]
    total = Tally()
    for one in runs:
        total += one.result()
    return total


def _alone(bench, name):
    started = time.monotonic()
    tally, details = Tally(), ""
    db = f"test_alone_{name}"
    try:
        # What an add-on that stands apart needs takes minutes on a bare database.
        apart = addons.apart(bench.settings, name)
        bench.copy(bench.dependencies(name) if apart else bench.bare(), db)
        facts = addons.manifest(bench.settings.addons / name / "__manifest__.py")
        # A bridge would come by itself with what it joins; here it must come last.
        alone = ["--skip-auto-install"] if facts.get("auto_install") else []
        bench.odoo_run(db, "-i", ",".join(facts["depends"]), *alone)
        before = traces(bench, db)
        said = bench.odoo_run(db, "-i", name, *alone)
        if f"installed {name}" not in traces(bench, db):
            raise Failure(f"{name} is not installed after -i {name}")
        tally += _heard(said, f"{name}: install alone")
        said = bench.script(db, "uninstall.py", CLUB_ADDON=name)
        tally += _heard(said, f"{name}: uninstall")
        left = difference(before, traces(bench, db))
        if left:
            tally.failures.append(f"{name}: left behind or taken away")
            details = "\n".join(left[:60])
        else:
            tally.passed += 1
        bench.drop(db)
    except Failure as failure:
        tally.failures.append(f"{name}: install and uninstall alone")
        details = failure.message
    details += "".join(f"\n{failure}" for failure in tally.failures)
    result(f"alone: {name}", tally, started, time.monotonic(), details)
    return tally


def traces(bench, db):
    """Return everything an add-on can leave in a database, as a set of lines."""
    return {"\t".join(row) for row in bench.cluster.sql(TRACES, db)}


def difference(before, after):
    """Return what is there too much (+) and what is missing (-), sorted."""
    return sorted(
        [f"+ {line}" for line in after - before] + [f"- {line}" for line in before - after]
    )


def _heard(said, what):
    reading = odoo_log.read(said)
    loud = [*reading.unexpected]
    return Tally(0, [f"{what}: {json.dumps(text)}" for text in loud]) if loud else Tally(1)
