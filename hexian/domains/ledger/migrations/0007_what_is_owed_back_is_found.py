"""The few payments of which something is owed back are found among a million that owe nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_part_of_a_payment_owed_back")]
    operations = [
        migrations.AddIndex(
            "paymentorder",
            models.Index(fields=["book", "id"], condition=models.Q(owed_fen__gt=0), name="ledger_order_owed_back"),
        ),
    ]
