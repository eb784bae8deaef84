"""Tries to get out of where it runs and writes what it managed, a word each. Arguments: a port that someone listens on, a file of the host."""
import os, signal, socket, sys

port, secret = int(sys.argv[1]), sys.argv[2]
ways = {
    "reading": lambda: open(secret).read(),
    "listing": lambda: os.listdir(os.path.dirname(secret)),
    "writing": lambda: open(secret + ".more", "w").close(),
    "deleting": lambda: os.unlink(secret),
    "network": lambda: socket.create_connection(("127.0.0.1", port), 1),
    "processes": lambda: open("/proc/1/cmdline").read(),
    "children": lambda: os.fork() or os._exit(0),
    "signals": lambda: os.kill(os.getppid(), signal.SIGCONT),
    "users": lambda: os.setuid(0),
}
for name, attempt in ways.items():
    try:
        attempt()
        print(name)
    except OSError:
        pass
