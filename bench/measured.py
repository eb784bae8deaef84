"""Runs a command and says what it took."""
import ctypes
import os
import resource
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36


def measured(command, log):
    """Seconds, seconds of processor, MiB of the largest process, and the load before, of a command with all processes that it starts; ends the program where the command fails."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)      # processes whose parent ends first are counted too
    load, start = os.getloadavg()[0], time.time()
    with open(log, "w") as said:
        if subprocess.run(command, stdout=said, stderr=said).returncode:
            sys.exit(f"{' '.join(command)} failed:\n{open(log).read()[-2000:]}")
    seconds = time.time() - start
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, load


def line(name, seconds, processor, memory, load):
    return f"{name:24} {seconds:8.1f} s  {processor:8.1f} s cpu  {memory:6.0f} MiB  load {load:5.1f}"
