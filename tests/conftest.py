import os
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent

# Helpers that several test modules share are plain modules beside them: `from gate.course import units`.
sys.path.insert(0, str(TESTS))

os.environ.setdefault("MPLBACKEND", "Agg")
