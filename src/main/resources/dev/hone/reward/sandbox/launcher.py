"""Contains a program and runs it, once for each input that arrives. Python 3.9 or newer, standard library only.

Three processes, of which only the last is the program's:

    keeper    gives up root, enters new namespaces, waits
    init      process 1 in there: builds a small file system, answers requests, measures, kills
    program   sets its own limits, which nothing can lift again, and becomes the interpreter

Standard input has JSON, a line each: the setup, then a request for every run. Standard output answers each with a line.

    setup     {"level": "namespaces" | "landlock", "files": {name: text}, "readable": [path], "command": [word], "build": [word],      
               "environment": {name: value}, "limits": {wall_seconds, cpu_seconds, build_seconds, memory_bytes, threads, output_bytes, file_bytes}}
    request   {"stdin": base64, "arguments": [word]}
              {program} in a command or a build stands for the folder with the files.
    answer    {"end": "exit" | "signal" | "time" | "output", "code": number, "seconds": wall, "cpu_seconds": number, "peak_bytes": number,
               "stdout": base64, "stderr": base64}
              to the setup: {"ready": true} or, with a build, the build's answer; {"error": why} when no program can be contained

The end of standard input is the end of everything. Level "namespaces": a file system, network, process table of its own, besides what level
"landlock" has: Landlock, an allow list of system calls, resource limits, one process without children.
"""
import base64, ctypes, errno, json, math, os, platform, resource, select, shutil, signal, struct, sys, tempfile, time

libc = ctypes.CDLL(None, use_errno=True)
WORK, PROGRAM = "/tmp", "/program"
INSIDE_ID = 1000


class Impossible(Exception):
    """This machine does not offer what the level needs."""


def must(result, what):
    if result < 0:
        raise Impossible(what + ": " + os.strerror(ctypes.get_errno()))
    return result


def system_call(number, *arguments):
    """By number, for calls that the C library may not know; numbers from 424 on are the same on every architecture."""
    return libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])


def prctl(option, *arguments):
    return libc.prctl(option, *[ctypes.c_ulong(a) for a in (arguments + (0, 0, 0, 0))[:4]])


PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 1, 4, 24, 38, 22


# ---- Who we are -------------------------------------------------------------------------------------------------------

def give_up_root():
    """Root escapes some limits, so it becomes a user that owns nothing: one of its own if there are enough, else nobody."""
    if os.geteuid() != 0:
        return
    os.setgroups([])
    for user in (1_900_000_000 + os.getpid(), 65534):
        try:
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
            break
        except OSError:
            continue
    if os.geteuid() == 0:
        raise Impossible("running as root without a right to become another user")
    prctl(PR_SET_DUMPABLE, 1)       # the change of user had made our own /proc unwritable


def be_killed_first():
    """When memory runs out, the kernel takes this before anything else."""
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


# ---- Namespaces and the file system in them ---------------------------------------------------------------------------

NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 0x1000, 0x4000, 0x40000
MNT_DETACH = 2
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
MOUNT_SETATTR = 442


def enter_namespaces():
    user, group = os.geteuid(), os.getegid()
    must(libc.unshare(NEWUSER | NEWNS | NEWPID | NEWNET | NEWIPC | NEWUTS | NEWCGROUP), "no namespaces")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{INSIDE_ID} {user} 1"), ("gid_map", f"{INSIDE_ID} {group} 1")):
        with open("/proc/self/" + name, "w") as file:
            file.write(text)
    socket_name = b"sandbox"
    must(libc.sethostname(socket_name, len(socket_name)), "no host name")


def mount(source, target, kind, flags, options=""):
    must(libc.mount(source.encode(), target.encode(), kind.encode() if kind else None, ctypes.c_ulong(flags), options.encode()), "mount " + target)


def make_read_only(path):
    """Everything mounted below, too."""
    attributes = struct.pack("QQQQ", 1 | 2 | 4, 0, 0, 0)        # read only, no set-user-id, no devices
    must(system_call(MOUNT_SETATTR, -100, path.encode(), 0x8000, attributes, len(attributes)), "read-only " + path)


def pivot_to(path):
    os.chdir(path)
    must(system_call(PIVOT_ROOT[platform.machine()], b".", b"."), "pivot_root")
    must(libc.umount2(b".", MNT_DETACH), "umount")
    os.chdir("/")


def build_root(readable):
    """A file system that holds the paths to be read, an empty program folder and a few devices; the host's is gone afterwards."""
    mount("none", "/", None, MS_REC | MS_PRIVATE)
    mount("tmpfs", WORK, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=755")
    for name in ("old", "new"):
        os.mkdir(WORK + "/" + name)
    os.chdir(WORK)
    must(system_call(PIVOT_ROOT[platform.machine()], b".", b"old"), "pivot_root")      # the host is under /old, its /tmp included
    os.chdir("/")
    mount("tmpfs", "/new", "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=755")
    for path in readable + ["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"]:
        if not place("/old" + path, "/new" + path):
            continue
        mount("/old" + path, "/new" + path, None, MS_BIND | MS_REC)
        if not path.startswith("/dev/"):
            make_read_only("/new" + path)
    for path in (WORK, PROGRAM, "/proc"):
        os.makedirs("/new" + path, exist_ok=True)
    mount("tmpfs", "/new" + PROGRAM, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=755")
    show_own_processes("/new/proc")
    pivot_to("/new")
    attributes = struct.pack("QQQQ", 1, 0, 0, 0)
    must(system_call(MOUNT_SETATTR, -100, b"/", 0, attributes, len(attributes)), "read-only /")


def place(source, target):
    """Makes what a mount needs to land on. False where nothing need be mounted: for a link, which is copied, or a path that is missing."""
    if os.path.lexists(target):
        return False
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(source):
        os.symlink(os.readlink(source), target)
        return False
    if os.path.isdir(source):
        os.mkdir(target)
    elif os.path.exists(source):
        open(target, "w").close()
    else:
        return False
    return True


def show_own_processes(target):
    """For /dev/stdin and the JVM. Some containers forbid it; programs get along without."""
    try:
        mount("proc", target, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "subset=pid,hidepid=2")
    except Impossible:
        pass
    os.makedirs("/new/dev", exist_ok=True)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.symlink(f"/proc/self/fd/{number}", "/new/dev/" + name)
    os.symlink("/proc/self/fd", "/new/dev/fd")


# ---- Landlock: which files, no network, no signals to others ----------------------------------------------------------

LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, TRUNCATE, MAKE_SPECIAL = 1, 2, 4, 8, 1 << 14, 1 << 6 | 1 << 9 | 1 << 10 | 1 << 11
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
READ = EXECUTE | READ_FILE | READ_DIR


def landlock_version():
    """0 where the kernel has none."""
    return max(0, system_call(LANDLOCK_CREATE, None, 0, 1))


def restrict_files(rights_by_path):
    version = landlock_version()
    if version == 0:
        return
    all_rights = (1 << (13 if version < 2 else 14 if version < 3 else 15 if version < 5 else 16)) - 1
    attributes = struct.pack("QQQ", all_rights, 3, 3)[:8 if version < 4 else 16 if version < 6 else 24]
    rules = must(system_call(LANDLOCK_CREATE, attributes, len(attributes), 0), "landlock")
    for path, rights in rights_by_path.items():
        try:
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        rights &= all_rights if os.path.isdir(path) else all_rights & OF_FILES
        must(system_call(LANDLOCK_ADD, rules, 1, struct.pack("=Qi", rights, handle), 0), "landlock " + path)
        os.close(handle)
    must(system_call(LANDLOCK_RESTRICT, rules, 0), "landlock")
    os.close(rules)


# ---- seccomp: which system calls --------------------------------------------------------------------------------------

# x86-64's number, ARM64's; None where the architecture has none. Whatever is not here does not exist for the program.
ALLOWED = {
    # open files
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67), "pwrite64": (18, 68), "preadv": (295, 69),
    "pwritev": (296, 70), "lseek": (8, 62), "close": (3, 57), "close_range": (436, 436), "dup": (32, 23), "dup2": (33, None), "dup3": (292, 24),
    "pipe": (22, None), "pipe2": (293, 59), "ftruncate": (77, 46), "fallocate": (285, 47), "fsync": (74, 82), "fdatasync": (75, 83),
    "flock": (73, 32), "fadvise64": (221, 223), "sendfile": (40, 71), "copy_file_range": (326, 285), "fstat": (5, 80), "fstatfs": (138, 44),
    # paths: namespaces and Landlock say which
    "open": (2, None), "openat": (257, 56), "creat": (85, None), "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439),
    "stat": (4, None), "lstat": (6, None), "newfstatat": (262, 79), "statx": (332, 291), "statfs": (137, 43), "readlink": (89, None),
    "readlinkat": (267, 78), "getdents": (78, None), "getdents64": (217, 61), "getcwd": (79, 17), "chdir": (80, 49), "fchdir": (81, 50),
    "mkdir": (83, None), "mkdirat": (258, 34), "rmdir": (84, None), "unlink": (87, None), "unlinkat": (263, 35), "rename": (82, None),
    "renameat": (264, 38), "renameat2": (316, 276), "link": (86, None), "linkat": (265, 37), "symlink": (88, None), "symlinkat": (266, 36),
    "umask": (95, 166),
    # memory
    "mmap": (9, 222), "munmap": (11, 215), "mprotect": (10, 226), "mremap": (25, 216), "madvise": (28, 233), "msync": (26, 227),
    "mincore": (27, 232), "brk": (12, 214),
    # threads
    "futex": (202, 98), "set_robust_list": (273, 99), "get_robust_list": (274, 100), "rseq": (334, 293), "membarrier": (324, 283),
    "set_tid_address": (218, 96), "gettid": (186, 178), "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120), "sched_get_priority_max": (146, 125), "sched_get_priority_min": (147, 126), "getcpu": (309, 168),
    # itself
    "getpid": (39, 172), "getppid": (110, 173), "getpgrp": (111, None), "getpgid": (121, 155), "getsid": (124, 156), "getuid": (102, 174),
    "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177), "getresuid": (118, 148), "getresgid": (120, 150),
    "getgroups": (115, 158), "getrusage": (98, 165), "getrlimit": (97, 163), "sysinfo": (99, 179), "uname": (63, 160), "getrandom": (318, 278),
    "arch_prctl": (158, None), "execve": (59, 221), "exit": (60, 93), "exit_group": (231, 94), "wait4": (61, 260), "waitid": (247, 95),
    # its signals and time
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "rt_sigpending": (127, 136),
    "rt_sigtimedwait": (128, 137), "rt_sigsuspend": (130, 133), "sigaltstack": (131, 132), "pause": (34, None), "alarm": (37, None),
    "getitimer": (36, 102), "setitimer": (38, 103), "restart_syscall": (219, 128), "clock_gettime": (228, 113), "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115), "nanosleep": (35, 101), "gettimeofday": (96, 169), "time": (201, None), "times": (100, 153),
    # waiting
    "poll": (7, None), "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72), "epoll_create": (213, None), "epoll_create1": (291, 20),
    "epoll_ctl": (233, 21), "epoll_wait": (232, None), "epoll_pwait": (281, 22), "eventfd2": (290, 19), "recvfrom": (45, 207),
    "shutdown": (48, 210),
}
# Allowed if one argument, counted from 0, is one of these values.
LIMITED = {
    "fcntl": ((72, 25), 1, [0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030]),     # duplicate, flags, locks; not: signals to others
    "ioctl": ((16, 29), 1, [0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451]),  # is it a terminal, how wide, how much to read, blocking, close on exec
    "prctl": ((157, 167), 0, [15, 16, 23, 0x53564D41]),                     # names of threads and memory, a question about rights
    "prlimit64": ((302, 261), 0, [0]),                                      # itself only
    "socketpair": ((53, 199), 0, [1]),                                      # between its own threads
}
CLONE, CLONE3, FORK, VFORK, KILL, TGKILL, SENDTO = (56, 220), (435, 435), (57, None), (58, None), (62, 129), (234, 131), (44, 206)
CLONE_THREAD = 0x10000
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}


def machine():
    if platform.machine() not in MACHINES:
        raise Impossible("no list of system calls for " + platform.machine() + "; there is one for " + ", ".join(MACHINES))
    return MACHINES[platform.machine()]


def call_filter(process):
    """A program of the kernel's packet filter: it sees a call's number and arguments and answers allow, or which error the call ends in."""
    column, architecture = machine()
    LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
    ALLOW, ABSENT, BUSY, DEAD = 0x7FFF0000, 0x50000 | errno.ENOSYS, 0x50000 | errno.EAGAIN, 0x80000000
    steps = []

    def step(code, value, if_true=0, if_false=0):
        steps.append(struct.pack("=HBBI", code, if_true, if_false, value))

    def low(argument):
        return 16 + 8 * argument

    def rule(numbers, *body):
        """The body, which must end in a return, for this call alone."""
        if numbers[column] is not None:
            step(EQUAL, numbers[column], 0, len(body))
            for one in body:
                step(*one)

    step(LOAD, 4)
    step(EQUAL, architecture, 1, 0)
    step(RETURN, DEAD)
    step(LOAD, 0)
    for numbers in ALLOWED.values():
        rule(numbers, (RETURN, ALLOW))
    for numbers, argument, values in LIMITED.values():
        tests = [(EQUAL, value, len(values) - i, 0) for i, value in enumerate(values)]
        rule(numbers, (LOAD, low(argument)), *tests, (RETURN, ABSENT), (RETURN, ALLOW))
    for numbers in (KILL, TGKILL):
        rule(numbers, (LOAD, low(0)), (EQUAL, process, 1, 0), (RETURN, ABSENT), (RETURN, ALLOW))
    rule(SENDTO, (LOAD, low(4)), (EQUAL, 0, 0, 3), (LOAD, low(4) + 4), (EQUAL, 0, 0, 1), (RETURN, ALLOW), (RETURN, ABSENT))  # no address
    rule(CLONE, (LOAD, low(0)), (ANY_BIT, CLONE_THREAD, 1, 0), (RETURN, BUSY), (RETURN, ALLOW))
    for numbers in (FORK, VFORK):
        rule(numbers, (RETURN, BUSY))
    step(RETURN, ABSENT)            # also for clone3, whose flags cannot be seen: the C library then takes clone
    return b"".join(steps)


def restrict_calls():
    code = call_filter(os.getpid())
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    must(libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(2), header, ctypes.c_ulong(0), ctypes.c_ulong(0)), "seccomp")


# ---- One run ----------------------------------------------------------------------------------------------------------

class Cell:
    """What the setup asked for, and the place where it runs."""

    def __init__(self, setup, namespaces, folder):
        self.setup, self.limits, self.namespaces, self.folder = setup, setup["limits"], namespaces, folder
        for name, text in setup["files"].items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)

    def seal(self):
        if self.namespaces:
            make_read_only(self.folder)

    def run(self, command, stdin, writable_program=False):
        if self.namespaces:
            mount("tmpfs", WORK, "tmpfs", MS_NOSUID | MS_NODEV, f"size={self.limits['file_bytes']},nr_inodes=4096,mode=700")
        try:
            return self.measured(command, stdin, writable_program)
        finally:
            if self.namespaces:
                must(libc.umount2(WORK.encode(), MNT_DETACH), "umount")

    def measured(self, command, stdin, writable_program):
        given = sealed_file(stdin)
        out, out_end = os.pipe()
        err, err_end = os.pipe()
        fault, fault_end = os.pipe()
        start = time.monotonic()
        process = os.fork()
        if process == 0:
            self.become(command, given, out_end, err_end, fault_end, writable_program)
        for handle in (given, out_end, err_end, fault_end):
            os.close(handle)
        end, texts = self.watch(process, start, out, err)
        _, status, usage = os.wait4(process, 0)
        if self.namespaces:
            kill_others()
        reason = os.read(fault, 1000).decode()
        for handle in (out, err, fault):
            os.close(handle)
        if reason:
            raise Impossible(reason)
        code = os.waitstatus_to_exitcode(status)
        if end is None:
            end = "time" if -code == signal.SIGXCPU else "signal" if code < 0 else "exit"
        return {"end": end, "code": abs(code), "seconds": time.monotonic() - start, "cpu_seconds": usage.ru_utime + usage.ru_stime,
                "peak_bytes": usage.ru_maxrss * 1024, "stdout": encoded(texts[out]), "stderr": encoded(texts[err])}

    def watch(self, process, start, out, err):
        """Reads what the program writes until it ends or has gone too far."""
        texts = {out: bytearray(), err: bytearray()}
        ended = os.pidfd_open(process)
        processor = (~process << 3) | 2         # the clock that counts this process's time
        poll = select.poll()
        for handle in (out, err, ended):
            poll.register(handle, select.POLLIN)
        poll.register(0, 0)                     # the end of standard input shows as an event that is always watched
        end = None
        while end is None:
            for handle, event in poll.poll(20):
                if handle == 0:
                    sys.exit()                  # nobody waits for the answer; the program dies with its parent
                if handle in texts:
                    part = os.read(handle, 65536)
                    texts[handle] += part
                    if not part:
                        poll.unregister(handle)
                    elif len(texts[handle]) > self.limits["output_bytes"]:
                        del texts[handle][self.limits["output_bytes"]:]
                        end = "output"
            if select.select([ended], [], [], 0)[0]:
                break
            if time.monotonic() - start > self.limits["wall_seconds"] or time.clock_gettime(processor) > self.limits["cpu_seconds"]:
                end = "time"
        if end:
            os.kill(process, signal.SIGKILL)
        os.close(ended)
        for handle in texts:
            end = self.rest(handle, texts[handle]) or end
        return end, texts

    def rest(self, handle, text):
        """What still stood in the pipe; the program is gone, so this ends."""
        os.set_blocking(handle, False)
        try:
            while part := os.read(handle, 65536):
                text += part
        except BlockingIOError:
            pass
        if len(text) > self.limits["output_bytes"]:
            del text[self.limits["output_bytes"]:]
            return "output"

    def become(self, command, given, out, err, fault, writable_program):
        """The child's side: ties its own hands, then becomes the program. Does not return."""
        try:
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            os.setsid()
            for number, handle in enumerate((given, out, err)):
                os.dup2(handle, number)
            os.dup2(fault, 3, inheritable=False)
            os.closerange(4, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
            os.chdir(WORK if self.namespaces else self.folder)
            for ignored in (signal.SIGPIPE, signal.SIGXFSZ):
                signal.signal(ignored, signal.SIG_DFL)
            self.restrict_resources()
            for capability in range(64):
                prctl(PR_CAPBSET_DROP, capability)
            must(prctl(PR_SET_NO_NEW_PRIVS, 1), "no_new_privs")
            restrict_files(self.rights(writable_program))
            restrict_calls()
            os.execve(command[0], command, self.setup["environment"])
        except BaseException as problem:
            os.write(3, str(problem).encode())
        finally:
            os._exit(127)

    def restrict_resources(self):
        limits = self.limits
        processor = math.ceil(limits["cpu_seconds"])
        for what, value in ((resource.RLIMIT_AS, limits["memory_bytes"]), (resource.RLIMIT_FSIZE, limits["file_bytes"]),
                            (resource.RLIMIT_NOFILE, 256), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_MEMLOCK, 0),
                            (resource.RLIMIT_MSGQUEUE, 0), (resource.RLIMIT_SIGPENDING, 256)):
            set_limit(what, value, value)
        set_limit(resource.RLIMIT_CPU, processor, processor + 1)
        if self.namespaces:                     # outside it would count what else this user runs
            set_limit(resource.RLIMIT_NPROC, limits["threads"] + 2, limits["threads"] + 2)     # the keeper and init count

    def rights(self, writable_program):
        rights = {path: READ for path in self.setup["readable"] + ["/dev/zero", "/dev/random", "/dev/urandom", "/proc/self"]}
        rights["/dev/null"] = READ_FILE | WRITE_FILE | TRUNCATE
        rights[self.folder] = ~MAKE_SPECIAL if writable_program else READ
        if self.namespaces:
            rights["/"] = READ
            rights[WORK] = ~MAKE_SPECIAL
        return rights


def set_limit(what, soft, hard):
    """Never above what we may have ourselves."""
    ours = resource.getrlimit(what)[1]
    soft, hard = (value if ours == resource.RLIM_INFINITY else min(value, ours) for value in (soft, hard))
    resource.setrlimit(what, (soft, hard))


def sealed_file(content):
    handle = os.memfd_create("stdin", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with open(handle, "wb", closefd=False) as file:
        file.write(content)
    os.lseek(handle, 0, os.SEEK_SET)
    libc.fcntl(handle, 1033, 15)                # F_ADD_SEALS: this is final, no shrinking, growing, writing
    return handle


def kill_others():
    """Nobody is left, unless a program had children against all limits."""
    try:
        os.kill(-1, signal.SIGKILL)
        while True:
            os.waitpid(-1, 0)
    except (ProcessLookupError, ChildProcessError):
        pass


# ---- The conversation -------------------------------------------------------------------------------------------------

def encoded(content):
    return base64.b64encode(content).decode()


def answer(message):
    rest = json.dumps(message).encode() + b"\n"
    while rest:
        rest = rest[os.write(1, rest):]


def serve(setup, namespaces, folder):
    cell = Cell(setup, namespaces, folder)
    for what in ("command", "build"):
        setup[what] = [word.replace("{program}", folder) for word in setup[what]]
    if setup["build"]:
        running, seconds = dict(cell.limits), cell.limits["build_seconds"]
        cell.limits.update(wall_seconds=seconds, cpu_seconds=seconds)
        built = cell.run(setup["build"], b"", writable_program=True)
        cell.limits = running
        cell.seal()
        answer(built)
    else:
        cell.seal()
        answer({"ready": True})
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        answer(cell.run(setup["command"] + request["arguments"], base64.b64decode(request["stdin"])))


def in_namespaces(setup):
    enter_namespaces()
    init = os.fork()
    if init:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(init, 0)[1]) & 255)
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    build_root(setup["readable"])
    prctl(PR_SET_DUMPABLE, 0)                   # nobody in here may look into init
    serve(setup, True, PROGRAM)


def under_landlock(setup):
    if landlock_version() == 0:
        raise Impossible("the kernel has no Landlock")
    prctl(PR_SET_DUMPABLE, 0)
    folder = tempfile.mkdtemp(prefix="hone-program-")
    try:
        serve(setup, False, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    try:
        setup = json.loads(sys.stdin.buffer.readline())
        machine()
        be_killed_first()
        give_up_root()
        os.umask(0o077)
        {"namespaces": in_namespaces, "landlock": under_landlock}[setup["level"]](setup)
    except Exception as problem:
        answer({"error": str(problem)})


main()
