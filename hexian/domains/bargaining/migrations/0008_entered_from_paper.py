"""What a side did on paper keeps its page: proposals and consents at the table, promises of secrecy, texts adopted."""

from django.db import migrations, models

ADDED = (
    ("participant", "promise_paper"), ("item", "agreed_paper"), ("proposal", "paper"), ("meeting", "paper"),
    ("draft", "paper"),
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("bargaining", "0007_named_from_paper")]
    operations = [migrations.AddField(model, name, models.UUIDField(null=True)) for model, name in ADDED]
