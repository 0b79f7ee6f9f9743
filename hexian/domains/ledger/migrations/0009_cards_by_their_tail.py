"""Whose a card is already is found among a million cards by its last digits: the others are sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_orders_are_gone_through_once")]
    operations = [
        migrations.AddIndex(
            "payeeaccount",
            models.Index(fields=["tail"], condition=models.Q(is_active=True), name="ledger_cards_by_their_tail"),
        ),
    ]
