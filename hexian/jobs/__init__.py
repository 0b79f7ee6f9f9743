"""What the program does by itself: follow events, send messages, seal the trail, keep the schedule."""
