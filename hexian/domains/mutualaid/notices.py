"""What people are told of mutual aid, from the outbox."""
