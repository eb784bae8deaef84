"""Runs a command and says what it took."""
import ctypes
import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
EVERY = 0.25


def together(session):
    """MiB that all processes of a session have resident now; what they share counts once."""
    kib = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if int((process / "stat").read_text().rsplit(")", 1)[1].split()[3]) != session:
                continue
            kib += next(int(line.split()[1]) for line in (process / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue            # it has ended
    return kib / 1024


def measured(command, log):
    """Seconds, seconds of processor, MiB of the largest process, most MiB of all together, and the load before, of a command with all processes that it starts; ends the program where the command fails."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)      # processes whose parent ends first are counted too
    load, start = os.getloadavg()[0], time.time()
    with open(log, "w") as said:
        running = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True)
    most, ended = [0.0], threading.Event()

    def watch():
        while not ended.wait(EVERY):
            most[0] = max(most[0], together(running.pid))

    watching = threading.Thread(target=watch)
    watching.start()
    failed = running.wait()
    seconds = time.time() - start
    ended.set()
    watching.join()
    if failed:
        sys.exit(f"{' '.join(command)} failed:\n{Path(log).read_text()[-2000:]}")
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, most[0], load


def line(name, seconds, processor, largest, together, load):
    return f"{name:24} {seconds:8.1f} s  {processor:8.1f} s cpu  {largest:6.0f} MiB, together {together:6.0f}  load {load:5.1f}"
