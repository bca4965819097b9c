"""Allocations and distributions get their columns from one abstract model: no table changes."""

from django.db import migrations, models
from django.db.models import PROTECT


def act() -> models.ForeignKey:
    return models.ForeignKey(
        null=True,
        on_delete=PROTECT,
        related_name="%(class)ss",
        to="objectives.act",
        verbose_name="act",
    )


class Migration(migrations.Migration):
    dependencies = [("incentives", "0007_project_records"), ("objectives", "0006_contract")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(model_name=model, name="act", field=act())
                for model in ("allocationrun", "distributionrun")
            ]
        )
    ]
