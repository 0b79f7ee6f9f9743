"""The ledger: funds and every fen that moves through them, beside the union's statutory accounts (辅助账)."""
