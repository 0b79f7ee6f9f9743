"""What a roster superseded can stand again when the roster is taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0010_pieces_without_a_key"),
    ]

    operations = [
        migrations.AddField(model_name="membership", name="gave_way_to", field=models.BigIntegerField(null=True)),
        migrations.AddField(
            model_name="membership",
            name="gave_way_as",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(model_name="passage", name="gave_way_as", field=models.TextField(blank=True, default="")),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(
                condition=models.Q(("gave_way_to__isnull", False)),
                fields=["gave_way_to"],
                name="members_membership_gave_way",
            ),
        ),
    ]
