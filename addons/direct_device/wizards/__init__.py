from . import direct_device_show, direct_event_correct
