"""What a machine was busy with while something ran."""
import os
import re


def busy_seconds():
    """CPU seconds that all processes of the machine have used since boot."""
    with open("/proc/stat", encoding="ascii") as stat:
        user, nice, system, _, _, irq, softirq = (int(x) for x in stat.readline().split()[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def cpu():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        found = re.search(r"model name\s*:\s*(.*)", info.read())
    return f"{found.group(1).strip() if found else 'unknown'} x{os.cpu_count()}"
