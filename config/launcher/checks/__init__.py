"""What ``./club test`` and ``./club lint`` run, one kind of check a file."""
