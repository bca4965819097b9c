"""Runs of the individual premium keep what they computed, as the others do."""

from django.db import migrations

from objectives.immutability import append_only, guarded_run

COMPUTED = ["id", "premium_id", "number", "reason", "inputs", "results", "sha256"]
COMPUTED += ["prepared_by_id", "prepared_at"]


class Migration(migrations.Migration):
    dependencies = [("incentives", "0009_individual_premium")]
    operations = [
        *guarded_run("incentives_individualrun", COMPUTED),
        append_only("incentives_individualline"),
    ]
