"""A registry on disk in a process of its own, for tests that kill it: `python serving.py DIRECTORY`."""

import sys
from pathlib import Path

from planes.world import World

server = World(seed=1).serve(speed=0, directory=Path(sys.argv[1]))
server.run_forever(lambda: print(server.url, server.registry_password(), flush=True))
