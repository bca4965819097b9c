"""What a run supersedes is known when it is approved, not when it is prepared.

So `supersedes` joins the columns that the approval writes, and these are frozen in their turn as
soon as the run is no longer prepared. A run moves from prepared to approved to superseded, only.
"""

from django.db import migrations
from django.db.migrations import RunPython

from objectives.immutability import append_only, refuse_update

TABLE = "incentives_allocationrun"
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
]
APPROVAL = ["approved_by_id", "approved_at", "act_id", "supersedes_id"]
CHANGED = " OR ".join(f'OLD."{column}" {{differs}} NEW."{column}"' for column in APPROVAL)

with_supersedes = append_only(TABLE, frozen=[*COMPUTED, "supersedes_id"])


class Migration(migrations.Migration):
    dependencies = [("incentives", "0003_immutable_runs")]
    operations = [
        RunPython(with_supersedes.reverse_code, with_supersedes.code),
        append_only(TABLE, frozen=COMPUTED),
        refuse_update(TABLE, "settled", f"OLD.state <> 'prepared' AND ({CHANGED})"),
        refuse_update(
            TABLE,
            "no_way_back",
            "OLD.state <> NEW.state"
            " AND NOT (OLD.state = 'prepared' AND NEW.state = 'approved')"
            " AND NOT (OLD.state = 'approved' AND NEW.state = 'superseded')",
        ),
    ]
