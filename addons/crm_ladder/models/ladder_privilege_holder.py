from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.customer_club.models.club_visit_register import retry_on_duplicate
from odoo.addons.customer_club.tools.digits import localize_digits


class LadderPrivilegeHolder(models.Model):
    """Who has a privilege, from when until when."""

    _name = "ladder.privilege.holder"
    _description = "Holder of a Privilege"
    _order = "id desc"
    _rec_name = "privilege_id"

    privilege_id = fields.Many2one(
        "ladder.privilege", required=True, readonly=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    since = fields.Datetime(required=True, readonly=True)
    until = fields.Datetime(readonly=True, help="Empty: has it now.")
    left = fields.Char(compute="_compute_left")

    _open_uniq = models.UniqueIndex(
        "(privilege_id, partner_id) WHERE until IS NULL", "This person has it already."
    )

    @api.depends("privilege_id", "partner_id", "until")
    @api.depends_context("lang")
    def _compute_left(self):
        used = self.env["ladder.privilege.use"]._count(self)
        for holder in self:
            limit = holder.privilege_id.limit_count
            if holder.until:
                holder.left = False
            elif not limit:
                holder.left = self.env._("as often as they like")
            else:
                left = max(0, limit - used.get(holder.id, 0))
                holder.left = localize_digits(
                    self.env._("%(left)s of %(limit)s", left=left, limit=limit), self.env.lang
                )

    def action_use(self):
        """The person uses it now; one click of the clerk.

        Its place among the uses of the period is unique: two clerks at once cannot both give the
        last one. The later request is run again and sees that nothing is left.
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("customer_club.group_club_user"):
            raise UserError(self.env._("Only who serves members notes down what they use."))
        holder = self.sudo()
        if holder.until:
            raise UserError(self.env._("This privilege has ended for this customer."))
        privilege = holder.privilege_id
        if not privilege.running or not privilege.active:
            raise UserError(self.env._("This privilege is not in force."))
        Use = self.env["ladder.privilege.use"].sudo()
        number = Use._count(holder).get(holder.id, 0) + 1
        if privilege.limit_count and number > privilege.limit_count:
            raise UserError(
                self.env._(
                    "“%(what)s” was used %(limit)s times already; no more is left in this period.",
                    what=privilege.name,
                    limit=localize_digits(str(privilege.limit_count), self.env.lang),
                )
            )
        company = privilege.company_id
        main = company._ladder_main().currency_id
        with retry_on_duplicate():
            Use.create(
                {
                    "privilege_id": privilege.id,
                    "partner_id": holder.partner_id.id,
                    "company_id": company.id,
                    "period": privilege._period(),
                    "number": number,
                    "user_id": self.env.uid,
                    "cost": privilege.cost,
                    "main_cost": privilege.currency_id._convert(
                        privilege.cost, main, company, company._club_day(fields.Datetime.now())
                    ),
                }
            )
            Use.flush_model()
        self.invalidate_recordset(["left"])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "Noted: %(name)s used “%(what)s”. Left: %(left)s.",
                    name=holder.partner_id.display_name,
                    what=privilege.with_env(self.env).name,
                    left=self.left,
                ),
                "type": "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
