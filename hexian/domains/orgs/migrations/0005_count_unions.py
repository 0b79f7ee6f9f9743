from django.db import migrations, models

from hexian.domains.orgs import rules


class Migration(migrations.Migration):
    dependencies = [("orgs", "0004_fill_places")]
    operations = [
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                condition=models.Q(category=rules.Category.UNION, state=rules.OrgState.ACTIVE),
                fields=["code"],
                name="orgs_organisation_unions",
            ),
        ),
    ]
