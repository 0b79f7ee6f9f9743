"""The desk itself: what waits, notices, the trail, rules, long jobs."""
