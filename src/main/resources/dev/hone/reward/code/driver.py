"""Puts the code of answer.py to the tests that arrive on standard input, and says what came out: a line of JSON for each, in order.

    question  {"kind": "call", "tests": [[argument]], "function": name, "seconds": number}
              {"kind": "statement", "tests": [text], "password": text, "seconds": number}
              {"kind": "console", "tests": [input], "seconds": number}
    line      {"value": result}, or {"unlike": type} where JSON has no word for it; {"done": password}; {"output": text};
              {"failed": "time" | "error"} is the last one

What the code sees is what LiveCodeBench's own runner shows it: names that are there without an import, one process for all tests, a
standard input that is no file. The process belongs to the answer, so what is said here is worth only what the caller can check.
"""
import ast, io, json, os, signal, sys, types

MODULES = "string re datetime collections heapq bisect copy math random statistics itertools functools operator io sys json".split()
PRELUDE = "".join(f"from {name} import *\n" for name in MODULES + ["builtins", "typing"]) + "".join(
    f"import {name}\n" for name in MODULES) + "sys.setrecursionlimit(50000)\n\n"


class TimeoutException(Exception):
    pass


class limited:
    """A block that may take so many seconds."""

    def __init__(self, seconds):
        self.seconds = seconds

    def __enter__(self):
        signal.setitimer(signal.ITIMER_REAL, self.seconds)

    def __exit__(self, *_):
        signal.setitimer(signal.ITIMER_REAL, 0)


def too_late(*_):
    raise TimeoutException


def loaded(code):
    module = types.ModuleType("answer", "")
    exec(compile(code, "answer.py", "exec"), module.__dict__)
    return module


# ---- The kinds of tests: each makes of a question what answers a test ---------------------------------------------------

def call(question, code):
    module = loaded(PRELUDE + code)
    method = getattr(module.Solution() if "class Solution" in code else module, question["function"])

    def answer(arguments):
        value = method(*arguments)
        if isinstance(value, tuple):
            value = list(value)
        if type(value).__module__ == "numpy":
            value = value.tolist()
        return {"value": value} if is_json(value) else {"unlike": type(value).__name__}

    return answer


def is_json(value):
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_json(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(is_json, value))
    return value is None or isinstance(value, (str, bool, int, float))


def statement(question, code):
    names = loaded(PRELUDE + code).__dict__

    def answer(text):
        exec(compile(text, "test", "exec"), names)
        return {"done": question["password"]}

    return answer


def console(question, code):
    main = loaded(PRELUDE + as_function(code)).wrapped_function

    def answer(text):
        real, written, lines = sys.stdin, io.StringIO(), iter(text.split("\n"))
        written.close = lambda: None
        # for code that imported stdin by name
        real.readline, real.readlines, real.read = lambda *_: next(lines), lambda *_: text.split("\n"), lambda *_: text
        sys.stdin, sys.stdout = Input(text), written
        try:
            main()
        except SystemExit:
            pass
        finally:
            sys.stdin, sys.stdout = real, sys.__stdout__
        return {"output": written.getvalue()}

    return answer


def as_function(code):
    """The imports, then the rest as the body of a function, a main block at its end unfolded. Code that does not parse stays as it is."""
    try:
        body = ast.parse(code).body
    except SyntaxError:
        return code
    if body and isinstance(body[-1], ast.If) and ast.unparse(body[-1].test) == "__name__ == '__main__'":
        body[-1:] = body[-1].body
    function = ast.parse("def wrapped_function(): pass").body[0]
    function.body = [node for node in body if not isinstance(node, (ast.Import, ast.ImportFrom))]
    return ast.unparse([node for node in body if isinstance(node, (ast.Import, ast.ImportFrom))] + [function])


class Input:
    """What sys.stdin is. It cannot be iterated over."""

    def __init__(self, text):
        self.text, self.rest, self.buffer = text, io.StringIO(text), InputBytes(text.encode())

    def read(self, *_):
        return self.text

    def readline(self, *arguments):
        return self.rest.readline(*arguments)

    def readlines(self, *_):
        return self.text.split("\n")

    def __getattr__(self, name):
        return getattr(self.rest, name)


class InputBytes:
    """What sys.stdin.buffer is: always the whole input, always the first line."""

    def __init__(self, content):
        self.content = content

    def read(self, *_):
        return self.content

    def readline(self, *_):
        return self.content.split(b"\n")[0] + b"\n"


# ---- The examination ----------------------------------------------------------------------------------------------------

def answers(question, code):
    """The lines."""
    seconds = question["seconds"]
    try:
        with limited(seconds):
            answer = {"call": call, "statement": statement, "console": console}[question["kind"]](question, code)
    except Exception as problem:
        yield failure(problem, "error")
        return
    for test in question["tests"]:
        try:
            with limited(seconds):
                line = answer(test)
        except Exception as problem:
            yield failure(problem, "time" if "timeoutexception" in repr(problem).lower() else "error")
            return
        yield line


def failure(problem, kind):
    print(repr(problem), file=sys.stderr)
    return {"failed": kind}


def examine():
    question = json.loads(sys.stdin.buffer.read())
    with open(os.path.dirname(os.path.abspath(__file__)) + "/answer.py", encoding="utf-8", newline="") as file:
        code = file.read()
    channel, nothing = os.dup(1), os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(50000)
    signal.signal(signal.SIGALRM, too_late)
    for line in answers(question, code):
        rest = json.dumps(line).encode() + b"\n"
        while rest:
            rest = rest[os.write(channel, rest):]


examine()
