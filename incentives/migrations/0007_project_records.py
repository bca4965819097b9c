"""What a run says of a project beside its amounts; the table is rebuilt on SQLite."""

from django.db import migrations, models

from objectives.immutability import append_only

TABLE = "incentives_distributionprojectline"
FIXED = append_only(TABLE)


class Migration(migrations.Migration):
    dependencies = [("incentives", "0006_immutable_distributions")]
    operations = [
        migrations.RunPython(FIXED.reverse_code, FIXED.code),
        migrations.AddField(
            model_name="distributionprojectline",
            name="record",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="distributionprojectline",
            name="result",
            field=models.DecimalField(decimal_places=2, max_digits=5, null=True),
        ),
        migrations.AlterField(
            model_name="distributionprojectline",
            name="rule",
            field=models.CharField(blank=True, max_length=30),
        ),
        append_only(TABLE),
    ]
