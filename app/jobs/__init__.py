"""What runs without anybody asking: the schedule, the loop, the health of the whole."""
