"""The judge: a process of its own that holds the tests and never runs a line the learner wrote.

A test cell runs here. The names it takes from the learner's solution stand for what lives in the
learner's kernel: functions are called there, and values come back as data of trusted classes.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib
import io
import linecache
import pickle
import secrets
import socket
import sys
import traceback
import types
from collections.abc import Callable
from typing import Any

from planes.grading import kernel, transport
from planes.grading.lending import Lender


class Opaque:
    """Stands for a value that cannot leave the learner's process, or may not: equal to nothing else."""

    def __init__(self, shown: str) -> None:
        self._shown = shown

    def __repr__(self) -> str:
        return f"<{self._shown}>"


class KernelGoneError(Exception):
    """The learner's kernel ended during a call."""


class Learner:
    """The learner's kernel as the judge sees it: names to look up, functions to call."""

    def __init__(self, sock: socket.socket | None) -> None:
        self.sock = sock
        self.refused = ""  # what was of a class that only the learner's process knows
        self.opaque = False  # whether anything came back that could not be compared
        self.lender = Lender(lambda number, data: self._result(("back", number, data), ()))

    def begin(self) -> None:
        """Forget what the last test cell gave and got."""
        self.__init__(self.sock)  # type: ignore[misc]

    def look_up(self, name: str) -> Any:
        """Return a stand-in for a function, or the value; raise `NameError` where there is none."""
        answer = self.ask(("name", name))
        match answer.get("kind"):
            case "callable":
                return self._stand_in(name, str(answer.get("name", name)))
            case "value":
                return self._value(answer)
            case "error":
                raise RuntimeError(str(answer.get("text", "")))
            case "module" if str(answer.get("name", "")).partition(".")[0] in sys.modules:
                return importlib.import_module(str(answer["name"]))
        raise NameError(f"name '{name}' is not defined")

    def _stand_in(self, name: str, title: str) -> Callable[..., Any]:
        def function(*positional: Any, **keywords: Any) -> Any:
            return self._result(("call", name, self.lender.pack((positional, keywords))), positional)

        function.__name__ = function.__qualname__ = title
        return function

    def _result(self, request: tuple[Any, ...], positional: tuple[Any, ...]) -> Any:
        """Have a function of the learner's called, and return or raise what came of it."""
        answer = self.ask(request)
        sys.stdout.write(str(answer.get("stdout", "")))
        for index, changed in dict(answer.get("changed", {})).items():
            _bring_up_to_date(positional[index], transport.read_suspiciously(changed))
        if answer.get("kind") == "error":
            _raise(_error(answer), str(answer.get("line", "")))
        return self._value(answer)

    def ask(self, request: tuple[Any, ...]) -> dict[str, Any]:
        """Send one request to the learner's kernel and return its answer, made of trusted classes.

        Before it answers, the learner's code may use what was lent to it.
        """
        if self.sock is None:
            raise KernelGoneError("the kernel has ended")
        number = secrets.token_hex(8)  # an answer that was sent before the question cannot know it
        try:
            transport.send(self.sock, (number, request))
            answer = transport.read_suspiciously(transport.receive(self.sock))
            while isinstance(answer, dict) and answer.get("kind") == "use":
                transport.send(self.sock, self.lender.use(answer))
                answer = transport.read_suspiciously(transport.receive(self.sock))
        except (OSError, EOFError, transport.RefusedError):
            self.sock = None
            raise KernelGoneError("the kernel ended during this call") from None
        if not isinstance(answer, dict) or answer.get("number") != number:
            self.sock = None
            raise KernelGoneError("the kernel no longer answers as it should")
        return answer

    def _value(self, answer: dict[str, Any]) -> Any:
        kind = str(answer.get("type"))
        if answer.get("data") is None:
            self.opaque = True
            return type(kind, (Opaque,), {})(kind)
        try:
            return self.lender.read(answer["data"])
        except transport.RefusedError as refused:
            self.opaque, self.refused = True, str(refused)
            return type(kind, (Opaque,), {})(f"{kind}: {refused}")


def _bring_up_to_date(argument: Any, changed: Any) -> None:
    """Show the test what a call did to a list, dictionary, set, array or drawing that it was given."""
    if type(argument) is not type(changed):
        return
    if isinstance(argument, (list, bytearray)):
        argument[:] = changed
    elif isinstance(argument, (dict, set)):
        argument.clear()
        argument.update(changed)
    elif type(argument).__module__.startswith("matplotlib."):
        vars(argument).update(vars(changed))
    elif getattr(argument, "shape", None) == getattr(changed, "shape", ()):
        argument[...] = changed


def _raise(error: BaseException, line: str) -> None:
    """Raise an error from the learner's line, as far as whoever reads the traceback can tell."""
    name = "<the learner's cell>"
    linecache.cache[name] = (len(line), None, [line + "\n"], name)
    exec(compile("raise error", name, "exec"), {"error": error})


def _error(answer: dict[str, Any]) -> BaseException:
    """Make the learner's error again: of its own class, or else of the nearest built-in one."""
    with contextlib.suppress(transport.RefusedError, TypeError):
        found = transport.read_suspiciously(answer["data"])
        if isinstance(found, BaseException):
            return found
    names = [str(name) for name in answer.get("classes", ["Exception"])]
    for name in names:
        base = getattr(builtins, name, None)
        if isinstance(base, type) and issubclass(base, BaseException):
            kind = base if name == names[0] else type(names[0], (base,), {})
            with contextlib.suppress(TypeError):
                return kind(answer.get("text", ""))
    return RuntimeError(f"{names[0]}: {answer.get('text', '')}")


class Court:
    """The names that test cells share, and the way to run one of them."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
        self.learner = Learner(None)

    def run(self, source: str, taken: list[str]) -> dict[str, Any]:
        """Run one cell and return its outputs, in the notebook format's terms.

        Args:
            source: the cell.
            taken: the names that learners define; the cell gets the learner's own.
        """
        self.learner.begin()
        out = io.StringIO()
        outputs: list[dict[str, Any]] = []
        gone = False
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            try:
                tree = ast.parse(source, "<test>")
                self._take(_loaded(tree) & set(taken))
                result = self._execute(tree)
                if self.learner.opaque:
                    raise AssertionError("The result could not be compared here: to be checked by hand.")
                if result is not None:
                    outputs.append(
                        {
                            "output_type": "execute_result",
                            "data": {"text/plain": repr(result)},
                            "metadata": {},
                            "execution_count": None,
                        }
                    )
            except BaseException as error:
                gone = isinstance(error, KernelGoneError)
                outputs.append(_error_output(error))
        if out.getvalue():
            outputs.insert(0, {"output_type": "stream", "name": "stdout", "text": out.getvalue()})
        beyond = self.learner.lender.refused
        return {"outputs": outputs, "refused": self.learner.refused, "beyond": beyond, "gone": gone}

    def run_in_place(self, source: str) -> dict[str, Any]:
        """Have one cell run in the learner's own kernel, for what cannot be judged from outside."""
        try:
            answer = self.learner.ask(("run", source))
        except KernelGoneError as error:
            return {
                "outputs": [_error_output(error)],
                "refused": "",
                "gone": True,
                "patched": [],
                "judging": [],
            }
        outputs = [output for output in answer.get("outputs", ()) if isinstance(output, dict)]
        patched = [str(name) for name in answer.get("patched", ["what the kernel reports"])]
        judging = [str(name) for name in answer.get("judging", ())]
        return {"outputs": outputs, "refused": "", "gone": False, "patched": patched, "judging": judging}

    def _take(self, names: set[str]) -> None:
        for name in sorted(names):
            self.names.pop(name, None)
            with contextlib.suppress(NameError):
                self.names[name] = self.learner.look_up(name)

    def _execute(self, tree: ast.Module) -> Any:
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<test>", "exec"), self.names)
        if isinstance(last, ast.Expr):
            return eval(compile(ast.Expression(last.value), "<test>", "eval"), self.names)
        return None


def _loaded(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _error_output(error: BaseException) -> dict[str, Any]:
    name, text = type(error).__name__, str(error)
    if hasattr(error, "_render_traceback_"):
        lines = [name, *text.splitlines()]
    else:
        lines = traceback.format_exception_only(type(error), error)
    return {
        "output_type": "error",
        "ename": name,
        "evalue": text,
        "traceback": [line.rstrip() for line in lines],
    }


def run(control: socket.socket) -> None:
    """Serve the grader until it closes the control socket."""
    sys.modules["__main__"] = types.ModuleType("__main__")
    kernel.reseed()
    court = Court()
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not data:
            return
        if descriptors:
            court.learner = Learner(socket.socket(fileno=descriptors[0]))
            continue
        request = pickle.loads(transport.receive(control))
        if request["in_place"]:
            answer = court.run_in_place(request["source"])
        else:
            answer = court.run(request["source"], request["taken"])
        transport.send(control, answer)
