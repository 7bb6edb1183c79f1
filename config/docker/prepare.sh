#!/bin/bash
# Makes the demo database in containers, with the same scripts that ./club up uses.
# A run that was cut short leaves no mark and is begun again.
set -euo pipefail

scripts=/mnt/config/launcher/scripts
mark=/var/lib/odoo/.club-ready
connection=(--db_host "$HOST" --db_user "$USER" -d club)
# As in config/launcher/database.py.
first=base,web,base_setup,onboarding,product,analytic,portal,digest
batch=(--no-http --stop-after-init --workers 0 --max-cron-threads 0)

if [ -e "$mark" ]; then
    echo "The database is ready."
    exit 0
fi

# What bridges the point of sale comes by itself where that is installed.
addons=$(cd /mnt/extra-addons && grep -L point_of_sale ./*/__manifest__.py | cut -d/ -f2 | paste -sd,)
dropdb -h "$HOST" -U "$USER" --if-exists --force club
rm -rf /var/lib/odoo/filestore/club
odoo "${connection[@]}" "${batch[@]}" -i "$first" --with-demo --load-language=fa_IR
odoo shell "${connection[@]}" --no-http <"$scripts/set_country.py"
odoo "${connection[@]}" "${batch[@]}" -i account
odoo shell "${connection[@]}" --no-http <"$scripts/set_currency.py"
odoo "${connection[@]}" "${batch[@]}" -i "$addons" --with-demo
odoo shell "${connection[@]}" --no-http <"$scripts/prepare_demo.py"
touch "$mark"
