"""One function per verb; the rooms above order and take back payments with `order_many` and `reverse_many`."""

from hexian.domains.ledger.services.posting import Ordered, Reversed, order_many, post, refusing, reverse_many

__all__ = ["Ordered", "Reversed", "order_many", "post", "refusing", "reverse_many"]
