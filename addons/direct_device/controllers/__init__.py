from . import device_events, direct_dispatcher, tablet_keypad
