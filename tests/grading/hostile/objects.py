# Objects that answer "equal" to every question. Cell heads: name, exercise attacked.
# %% always-equal-float 1
class Always(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 1
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __abs__(self): return 0.0
def median_ms(values):
    return Always(0)
# %% always-equal-dict 3
class Always(dict):
    def __eq__(self, other): return True
    def __contains__(self, key): return True
manifest = Always()
# %% pretends-its-class 3
class Pretend:
    __class__ = dict
    def __eq__(self, other): return True
    def __contains__(self, key): return True
manifest = Pretend()
# %% always-equal-step 4
class Always:
    def __eq__(self, other): return True
def counter():
    return lambda: Always()
# %% equal-by-metaclass 4
class Meta(type):
    def __eq__(cls, other): return True
    def __hash__(cls): return 1
class Value(metaclass=Meta): pass
def counter():
    return lambda: Value
# %% comparison-made-with-type 4
Value = type("Value", (), {"__eq__": lambda self, other: True})
def counter():
    return lambda: Value()
# %% comparison-set-later 4
class Value: pass
setattr(Value, "__e" + "q__", lambda self, other: True)
def counter():
    return lambda: Value()
# %% figure-that-agrees 5
class Anything:
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    def __getitem__(self, key): return self
    def __eq__(self, other): return True
    def __len__(self): return 1
def startup_plot(times):
    return Anything()
# %% mock-figure 5
from unittest.mock import MagicMock, ANY
def startup_plot(times):
    return MagicMock(axes=[MagicMock(get_yscale=lambda: ANY)])
# %% any-for-every-step 4
from unittest.mock import ANY
def counter():
    return lambda: ANY
# %% reduces-to-something-else 1
class Trick:
    def __reduce__(self):
        return (eval, ("__import__('builtins').__dict__.update(AssertionError=BaseException) or 2.0",))
def median_ms(values):
    return Trick()
# %% pickled-system-call 1
class Trick:
    def __reduce__(self):
        import os
        return (os.system, ("touch /tmp/planes-canary-pickle",))
def median_ms(values):
    return Trick()
# %% nan-and-infinity 1
def median_ms(values):
    return float("nan")
# %% generator-in-place-of-a-value 1
def median_ms(values):
    yield 2.0
