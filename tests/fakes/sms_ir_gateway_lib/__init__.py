"""The parts of the stand-in SMS.ir gateway (standard library only)."""
