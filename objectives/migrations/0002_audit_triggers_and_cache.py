"""The trail and the versions refuse edits in the database; the shared cache gets its table."""

from django.core.management import call_command
from django.db import migrations

from objectives.immutability import append_only


def create_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("objectives", "0001_initial")]
    operations = [
        append_only("objectives_auditevent"),
        append_only("objectives_planversion"),
        migrations.RunPython(create_cache_table, migrations.RunPython.noop),
    ]
