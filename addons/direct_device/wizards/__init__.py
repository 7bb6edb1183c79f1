from . import club_scenario_pick, direct_device_show, direct_event_correct
