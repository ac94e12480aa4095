# Looking for the tests, the solutions or the expected value. Cell heads: name, exercise attacked.
# %% frames 1
import sys
def median_ms(values):
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()) + list(frame.f_code.co_consts):
            if isinstance(value, float): return value
        frame = frame.f_back
    return 0.0
# %% garbage-collector 1
import gc
def median_ms(values):
    for found in gc.get_objects():
        if isinstance(found, str) and "HIDDEN TESTS" in found:
            return float(found.split("equal(")[1].split(")")[0])
    return 0.0
# %% history 1
def median_ms(values):
    text = get_ipython().user_ns["In"][-1] + str(list(get_ipython().history_manager.get_range()))
    return float(text.split("equal(")[1].split(",")[0])
# %% history-in-place 4
def counter():
    cells = In[-1]
    return iter([int(c) for c in cells if c.isdigit()]).__next__
# %% traceback 1
def median_ms(values):
    try:
        raise ValueError
    except ValueError as error:
        frame = error.__traceback__.tb_frame.f_back
        return frame.f_locals.get("expected", 0.0)
# %% inspect-stack 4
import inspect
def counter():
    source = "".join(str(frame.code_context) for frame in inspect.stack())
    return lambda: int(source.split("==")[1])
# %% line-cache 4
import linecache
def counter():
    text = str(linecache.cache)
    return lambda: 1 if "step() " + "== 1" in text else 0
# %% source-folder 1
import pathlib
def median_ms(values):
    for root in ("/work", "/root", "/home", "/course", "/tmp", "..", "/proc/1/root"):
        for path in pathlib.Path(root).rglob("90-demo.ipynb"):
            if "BEGIN SOLUTION" in path.read_text(): return 2.0
    return 0.0
# %% other-submissions 1
import glob
def median_ms(values):
    return 2.0 if glob.glob("/**/submitted/*", recursive=True) or glob.glob("../../*") else 0.0
# %% parent-memory 1
import os
def median_ms(values):
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if int(pid) != os.getpid() and "HIDDEN" in open(f"/proc/{pid}/mem", errors="ignore").read(): return 2.0
        except OSError: pass
    return 0.0
# %% own-memory 1
def median_ms(values):
    for line in open("/proc/self/maps"):
        start, end = (int(part, 16) for part in line.split()[0].split("-"))
        if "heap" in line:
            with open("/proc/self/mem", "rb") as memory:
                memory.seek(start)
                if b"BEGIN HIDDEN" + b" TESTS" in memory.read(end - start): return 2.0
    return 0.0
# %% environment 1
import os
def median_ms(values):
    return 2.0 if any("SECRET" in name for name in os.environ) or "SECRET" in open("/proc/self/environ").read() else 0.0
# %% answers-by-signature 6
def check_size(mib, _seen=[]):
    import inspect
    return inspect.currentframe().f_back.f_locals.get("wanted", 0)
# %% packaged-solutions 1
import planes, pathlib
def median_ms(values):
    found = [p for p in pathlib.Path(planes.__file__).parent.rglob("*.ipynb") if "BEGIN SOLUTION" in p.read_text()]
    return 2.0 if found else 0.0
