"""Distribution runs keep what they computed; requests for review keep what was asked."""

from django.db import migrations

from objectives.immutability import append_only, refuse_update

TABLE = "incentives_distributionrun"
COMPUTED = ["id", "pool_id", "number", "allocation_id", "reason", "inputs", "results", "sha256"]
COMPUTED += ["prepared_by_id", "prepared_at"]
APPROVAL = ["approved_by_id", "approved_at", "act_id", "supersedes_id"]
CHANGED = " OR ".join(f'OLD."{column}" {{differs}} NEW."{column}"' for column in APPROVAL)
LINES = ["distributionprojectline", "distributionemployeeline", "economy"]
SAID = ["acknowledgement", "adjustment"]
ASKED = ["id", "run_id", "employee_id", "project_id", "text", "at"]
ENTERED = ["id", "project_id", "digest", "entered_by_id", "entered_at"]


class Migration(migrations.Migration):
    dependencies = [("incentives", "0005_distribution")]
    operations = [
        append_only(TABLE, frozen=COMPUTED),
        refuse_update(TABLE, "settled", f"OLD.state <> 'prepared' AND ({CHANGED})"),
        refuse_update(
            TABLE,
            "no_way_back",
            "OLD.state <> NEW.state"
            " AND NOT (OLD.state = 'prepared' AND NEW.state = 'approved')"
            " AND NOT (OLD.state = 'approved' AND NEW.state = 'superseded')",
        ),
        *(append_only(f"incentives_{table}") for table in [*LINES, *SAID]),
        append_only("incentives_reviewrequest", frozen=ASKED),
        append_only("incentives_participationsheet", frozen=ENTERED),
    ]
