# Replaced built-ins, assertions, expectations and displays. Cell heads: name, exercise attacked.
# %% patched-expect 1
import planes.learning
class Yes:
    def __getattr__(self, name): return lambda *a, **k: self
planes.learning.expect = lambda *a, **k: Yes()
expect = planes.learning.expect
def median_ms(values): return 0
# %% patched-expectation-class 1
from planes.learning import Expectation
for name in ("returns", "equal", "close", "raises", "satisfies", "is_a"):
    setattr(Expectation, name, lambda self, *a, **k: self)
def median_ms(values): return 0
# %% patched-failing 1
import planes.learning.expectation as e
e.Expectation._fail = lambda *a, **k: None
def median_ms(values): return 0
# %% patched-comparison 1
import planes.learning.comparing as c, planes.learning.expectation as e
c.difference = e.difference = lambda *a, **k: None
e.is_of = lambda *a, **k: True
def median_ms(values): return 0
# %% replaced-builtins 4
import builtins
builtins.all = builtins.any = builtins.isinstance = lambda *a: True
builtins.AssertionError = type("Quiet", (BaseException,), {})
def counter(): return lambda: 0
# %% builtins-by-another-door 4
__builtins__["AssertionError"] if isinstance(__builtins__, dict) else setattr(__builtins__, "AssertionError", KeyError)
def counter(): return lambda: 0
# %% shadowed-names 4
def expect(*a, **k): pass
def counter(): return lambda: 0
AssertionError = KeyError
# %% patched-int-equality 4
import ctypes
def counter(): return lambda: 0
ctypes.memmove(id(1) + 24, id(0) + 24, 4) if False else None
# %% patched-through-ctypes 4
import ctypes, planes.learning.expectation as e
code = (lambda *a, **k: None).__code__
e.expect.__code__ = e.expect.__code__
def counter(): return lambda: 0
# %% silent-showtraceback 4
ip = get_ipython()
ip.showtraceback = lambda *a, **k: None
ip._showtraceback = lambda *a, **k: None
def counter(): return lambda: 0
# %% custom-exception-handler 4
get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)
def counter(): return lambda: 0
# %% patched-run-cell 4
from IPython.core.interactiveshell import InteractiveShell, ExecutionResult
old = InteractiveShell.run_cell
def run_cell(self, raw, *a, **k):
    return old(self, "pass", *a, **k) if "assert" in raw or "expect" in raw else old(self, raw, *a, **k)
InteractiveShell.run_cell = run_cell
def counter(): return lambda: 0
# %% patched-kernel-execute 1
kernel = get_ipython().kernel
old = kernel.do_execute
async def do_execute(code, *a, **k):
    return await old("pass" if "expect" in code else code, *a, **k)
kernel.do_execute = do_execute
def median_ms(values): return 0
# %% patched-display-hook 1
import sys
sys.displayhook = lambda value: None
sys.excepthook = lambda *a: None
get_ipython().display_pub.publish = lambda *a, **k: None
def median_ms(values): return 0
# %% full-points-as-partial-credit 1
class Points(float):
    def __repr__(self): return "6.0"
from planes.learning import Expectation
Expectation.__repr__ = lambda self: "6.0"
def median_ms(values): return 0
# %% patched-numpy 5
import numpy
numpy.allclose = numpy.array_equal = lambda *a, **k: True
def startup_plot(times): return 0
# %% patched-axes 5
from matplotlib.axes import Axes
Axes.get_yscale = lambda self: "log"
from matplotlib.figure import Figure
def startup_plot(times):
    figure = Figure()
    figure.subplots()
    figure.subplots()
    return figure
# %% patched-judge 1
import planes.grading.answers as answers, planes.grading.transport as transport
old = answers._call
answers._call = lambda names, name, arguments: {"kind": "value", "data": None, "type": "float", "stdout": "", "changed": {}}
def median_ms(values): return 0
# %% patched-judge-in-place 4
import planes.grading.in_place as in_place
in_place.run = lambda names, source: {"outputs": [], "patched": []}
in_place.patched = lambda: []
def counter(): return lambda: 0
# %% forged-answers 4
import os, socket, pickle, struct
for fd in range(3, 64):
    try:
        sock = socket.socket(fileno=os.dup(fd))
        data = pickle.dumps({"outputs": [], "patched": []})
        sock.send(struct.pack("!Q", len(data)) + data)
    except OSError:
        pass
def counter(): return lambda: 0
# %% patched-later-by-a-thread 4
import threading, time
def later():
    while True:
        time.sleep(0.01)
        import planes.grading.in_place as m
        m.run = lambda names, source: {"outputs": [], "patched": []}
threading.Thread(target=later, daemon=True).start()
def counter(): return lambda: 0
# %% traced 4
import sys
def trace(frame, event, arg):
    if "step" in frame.f_locals: frame.f_locals.clear()
    return trace
sys.settrace(trace)
def counter(): return lambda: 0
# %% hidden-by-getattr 4
name = "_get" + "frame"
def counter():
    def step():
        import sys
        frame = getattr(sys, name)(1)
        return frame.f_locals.get("expected", 0)
    return step
# %% atexit-and-finalizer 1
import atexit, weakref
atexit.register(lambda: print("6.0"))
def median_ms(values): return 0
