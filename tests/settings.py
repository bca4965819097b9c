"""The settings as the tests run them: nothing secret, nothing sent, nothing left behind.

DATABASE_URL chooses the engine; without it the tests run on SQLite, in a file as in production
(a database in memory has neither WAL nor a second connection, so it hides what two users do).
"""

import os
import secrets
import tempfile
from pathlib import Path

# One folder per process, so that two test runs in one checkout do not meet. Only named here:
# conftest makes and removes it, while mypy and manage.py read these settings too.
SCRATCH = Path(tempfile.gettempdir()) / f"chiari-tests-{secrets.token_hex(8)}"

os.environ.update(
    {
        "SECRET_KEY": "known-to-everybody-and-only-for-tests",
        "DEBUG": "0",
        "DEMO": "1",
        "HTTPS": "0",
        "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
        "EMAIL_URL": "memorymail://",
        "MEDIA_ROOT": str(SCRATCH / "media"),
        "DOCUMENT_STORE": str(SCRATCH / "documents"),
    }
)
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from chiari_performance.settings import *  # noqa: E402, F403
from chiari_performance.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Straight from the source folders: no collectstatic before a test.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
