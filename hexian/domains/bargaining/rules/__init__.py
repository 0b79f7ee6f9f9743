"""The law of collective bargaining as plain Python: states, delegates, clauses, contracts, meetings and signatures."""
