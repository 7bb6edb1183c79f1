import { registry } from "@web/core/registry";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { useLiveUpdates } from "./live_updates";

/** The keypads as cards that follow what the keypads do. */
export class LiveKanbanController extends KanbanController {
    setup() {
        super.setup();
        useLiveUpdates(() => this.model.load());
    }
}

registry.category("views").add("direct_live_kanban", {
    ...kanbanView,
    Controller: LiveKanbanController,
});
