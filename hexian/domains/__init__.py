"""What a union does, one folder each; a line sees only lines below."""
