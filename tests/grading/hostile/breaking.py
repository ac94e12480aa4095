# Ending, blocking or flooding the kernel. Cell heads: name, exercise attacked.
# %% exit-in-cell 1
import os
os._exit(0)
# %% exit-in-function 1
import os
def median_ms(values): os._exit(0)
# %% system-exit 1
def median_ms(values): raise SystemExit(0)
# %% keyboard-interrupt 1
def median_ms(values): raise KeyboardInterrupt
# %% crash 1
import ctypes
def median_ms(values): ctypes.string_at(0)
# %% kill-kernel 1
import os, signal
def median_ms(values): os.kill(os.getpid(), signal.SIGKILL); os.kill(-1, signal.SIGKILL); return 0.0
# %% endless-cell 1
while True: pass
# %% endless-function 1
def median_ms(values):
    while True: pass
# %% ignores-interrupts 1
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 60))
while True:
    try:
        while True: pass
    except BaseException: pass
# %% sleeps 1
import time
def median_ms(values): time.sleep(3600)
# %% memory 1
held = []
while True: held.append(bytearray(50_000_000))
# %% memory-in-function 1
def median_ms(values):
    return [0] * 10**10
# %% output-flood 1
while True: print("x" * 100_000)
# %% output-flood-in-function 1
def median_ms(values):
    for _ in range(100): print("x" * 1_000_000)
    return 0.0
# %% stderr-flood 1
import sys
while True: sys.stderr.write("y" * 100_000)
# %% huge-result 1
def median_ms(values): return b"x" * 600_000_000
# %% huge-display 1
from IPython.display import HTML, display
while True: display(HTML("z" * 1_000_000))
# %% fork-bomb 1
import os
while True:
    try: os.fork()
    except OSError: pass
# %% thread-bomb 1
import threading, time
while True:
    try: threading.Thread(target=time.sleep, args=(3600,)).start()
    except RuntimeError: break
# %% recursion 1
def median_ms(values): return median_ms(values)
# %% fills-the-disk 1
for number in range(10_000):
    with open(f"/tmp/fill{number}", "wb") as file: file.write(b"0" * 10_000_000)
# %% deep-nesting 1
def median_ms(values):
    value = []
    for _ in range(100_000): value = [value]
    return value
# %% endless-comparison 3
class Slow(dict):
    def __eq__(self, other):
        while True: pass
manifest = Slow()
# %% closes-descriptors 1
import os
os.closerange(0, 200)
# %% stops-the-loop 1
import asyncio
asyncio.get_event_loop().stop()
def median_ms(values): return 0.0
# %% bad-messages 1
session = get_ipython().kernel.session
for content in ({"data": 5}, {"data": {"text/plain": {1: 2}}, "metadata": 3}, {}):
    session.send(get_ipython().kernel.iopub_socket, "display_data", content, parent=get_ipython().parent_header)
def median_ms(values): return 0.0
# %% waits-for-input 1
answer = input("points? ")
def median_ms(values): return 0.0
