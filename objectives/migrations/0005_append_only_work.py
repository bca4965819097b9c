"""What people measured, confirmed and decided is written once; only what closes it may follow."""

from django.db import migrations

from objectives.immutability import append_only, state_by_transition

ENTRIES = ["progressentry", "phasereport", "windowreopening", "validation", "remarkmessage"]
EVIDENCE = ["id", "project_id", "indicator_id", "kind", "description", "reference", "url", "file"]
EVIDENCE += ["original_name", "content_type", "size", "sha256", "by_id", "at"]
NEUTRALISATION = ["id", "indicator_id", "act_id", "reason", "by_id", "at"]
RESULT = ["id", "project_id", "number", "mode", "result", "threshold", "met", "inputs", "results"]
RESULT += ["sha256", "confirmed_by_id", "confirmed_at"]
REMARK = ["id", "project_id", "subject", "by_id", "at"]


class Migration(migrations.Migration):
    dependencies = [("objectives", "0004_monitoring_and_results")]
    operations = [
        *(append_only(f"objectives_{table}") for table in [*ENTRIES, "plantransition"]),
        append_only("objectives_evidence", frozen=EVIDENCE),
        append_only("objectives_neutralisation", frozen=NEUTRALISATION),
        append_only("objectives_projectresult", frozen=RESULT),
        append_only("objectives_remark", frozen=REMARK),
        state_by_transition("objectives_plan", "objectives_plantransition"),
    ]
