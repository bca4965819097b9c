"""Distribution runs keep what they computed; requests for review keep what was asked."""

from django.db import migrations

from objectives.immutability import append_only, guarded_run

TABLE = "incentives_distributionrun"
COMPUTED = ["id", "pool_id", "number", "allocation_id", "reason", "inputs", "results", "sha256"]
COMPUTED += ["prepared_by_id", "prepared_at"]
LINES = ["distributionprojectline", "distributionemployeeline", "economy"]
SAID = ["acknowledgement", "adjustment"]
ASKED = ["id", "run_id", "employee_id", "project_id", "text", "at"]
ENTERED = ["id", "project_id", "digest", "entered_by_id", "entered_at"]


class Migration(migrations.Migration):
    dependencies = [("incentives", "0005_distribution")]
    operations = [
        *guarded_run(TABLE, COMPUTED),
        *(append_only(f"incentives_{table}") for table in [*LINES, *SAID]),
        append_only("incentives_reviewrequest", frozen=ASKED),
        append_only("incentives_participationsheet", frozen=ENTERED),
    ]
