"""The settings as a server has them, with static files collected into the run's own folder."""

import os
from pathlib import Path

from chiari_performance.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["BENCH_SCRATCH"]) / "static"
ROOT_URLCONF = "bench.urls"
