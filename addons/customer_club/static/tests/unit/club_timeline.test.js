import { expect, test } from "@odoo/hoot";
import { queryAllAttributes } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

const PLANNED = "2026-11-24 12:00:00";

class ClubMessage extends models.Model {
    _name = "club.message";
    state = fields.Selection({
        selection: ["planned", "held", "queued", "sent", "delivered", "failed", "unknown"].map(
            (state) => [state, state]
        ),
    });
    reason = fields.Char();
    planned_at = fields.Datetime();
    held_until = fields.Datetime();
    queued_at = fields.Datetime();
    sending_at = fields.Datetime();
    sent_at = fields.Datetime();
    delivered_at = fields.Datetime();
    ended_at = fields.Datetime();
    _records = [
        { id: 1, state: "planned", planned_at: PLANNED },
        { id: 2, state: "held", planned_at: PLANNED, held_until: PLANNED, reason: "Quiet hours" },
        {
            id: 3,
            state: "delivered",
            planned_at: PLANNED,
            queued_at: PLANNED,
            sent_at: PLANNED,
            delivered_at: PLANNED,
        },
        { id: 4, state: "unknown", planned_at: PLANNED, queued_at: PLANNED, ended_at: PLANNED },
    ];
}

defineMailModels();
defineModels([ClubMessage]);

async function statesOf(resId) {
    await mountView({
        type: "form",
        resModel: "club.message",
        resId,
        arch: `<form><widget name="club_timeline"/></form>`,
    });
    return queryAllAttributes(".o_club_timeline [data-state]", "data-state");
}

test("what is still to come stands there without a time", async () => {
    expect(await statesOf(1)).toEqual(["planned", "queued", "sent", "delivered"]);
    expect(".o_club_timeline .fa-circle-o").toHaveCount(3);
});

test("what waits says why and until when", async () => {
    expect(await statesOf(2)).toEqual(["planned", "held", "queued", "sent", "delivered"]);
    expect(".o_club_timeline").toHaveText(/Quiet hours/);
    expect(".o_club_timeline .fa-pause-circle").toHaveCount(1);
});

test("what has arrived has come to its end", async () => {
    expect(await statesOf(3)).toEqual(["planned", "queued", "sent", "delivered"]);
    expect(".o_club_timeline .fa-circle-o").toHaveCount(0);
});

test("an unknown outcome is shown as such, and promises nothing", async () => {
    expect(await statesOf(4)).toEqual(["planned", "queued", "unknown"]);
    expect(".o_club_timeline .fa-question-circle").toHaveCount(1);
});
