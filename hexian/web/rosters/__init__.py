"""The pages of rosters: sent, their columns confirmed, checked, landed, taken back."""
