"""Runs keep what they computed: only their approval and supersession may still be written."""

from django.db import migrations

from objectives.immutability import append_only

COMPUTED = [
    "id",
    "pool_id",
    "number",
    "rule",
    "inputs",
    "results",
    "sha256",
    "prepared_by_id",
    "prepared_at",
    "supersedes_id",
]


class Migration(migrations.Migration):
    dependencies = [("incentives", "0001_initial")]
    operations = [
        append_only("incentives_allocationrun", frozen=COMPUTED),
        append_only("incentives_allocationline"),
    ]
