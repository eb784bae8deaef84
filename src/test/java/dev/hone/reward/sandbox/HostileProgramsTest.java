package dev.hone.reward.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hone.reward.sandbox.LauncherSandbox.Level;
import dev.hone.reward.sandbox.Outcome.End;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Programs that want to do harm. Each must fail, leave the machine as it was, and be over when its limits say so.
/// What they aim at is the test's own, so a sandbox that fails does no harm either.
class HostileProgramsTest {
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(2), 256L << 20, 32, 1 << 20, 4 << 20);

    @TempDir Path host;
    private Path secret;

    @BeforeEach void aFileThatEveryoneMayChange() throws Exception {
        secret = Files.writeString(host.resolve("secret"), "the secret");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setPosixFilePermissions(host, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @ParameterizedTest @EnumSource void filesOfTheHost(Level level) throws Exception {
        assertNothingSucceeds(level, """
                open(SECRET).read()
                open(SECRET, "a").close()
                os.listdir(HOST)
                os.unlink(SECRET)
                os.truncate(SECRET, 0)
                os.rename(SECRET, HOST + "/other")
                os.chmod(SECRET, 0)
                os.utime(SECRET)
                os.setxattr(SECRET, "user.a", b"1")
                os.rmdir(HOST)
                os.mkdir(HOST + "/folder")
                os.mkfifo(HOST + "/pipe")
                open(HOST + "/new", "w")
                open("/etc/passwd").read()
                open("/etc/shadow").read()
                os.listdir("/root")
                os.listdir("/home")
                os.listdir("/var")
                open("/dev/mem").read(1)
                open("/dev/sda").read(1)
                open("/dev/kmsg").read(1)
                open("/dev/tty")
                open("/usr/lib/x", "w")
                open(__file__, "a")
                os.unlink(__file__)
                """);
        assertEquals("the secret", Files.readString(secret));
        try (var files = Files.list(host)) {
            assertEquals(Set.of(secret), files.collect(Collectors.toSet()));
        }
    }

    @ParameterizedTest @EnumSource void linksOutOfTheWorkFolder(Level level) throws Exception {
        assertNothingSucceeds(level, """
                os.symlink(SECRET, "link"); open("link").read()
                os.symlink(HOST, "folder"); os.listdir("folder")
                os.link(SECRET, "hard"); open("hard").read()
                open("../../../../../.." + SECRET).read()
                open("/proc/self/root" + SECRET).read()
                open("/proc/self/cwd/../../.." + SECRET).read()
                os.chroot("/tmp")
                os.chdir(HOST); os.listdir(".")
                os.chdir(HOST); open("secret").read()
                """);
    }

    @ParameterizedTest @EnumSource void network(Level level) throws Exception {
        Path path = host.resolve("socket");
        try (ServerSocket inet = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
             ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path))) {
            assertNothingSucceeds(level, """
                    socket.create_connection(("127.0.0.1", PORT), 1)
                    socket.socket(socket.AF_INET, socket.SOCK_STREAM)
                    socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
                    socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)
                    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
                    socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
                    socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
                    socket.socket(socket.AF_UNIX).connect(HOST + "/socket")
                    socket.socket(socket.AF_UNIX).bind("\\0name")
                    socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b"x", HOST + "/socket")
                    socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].connect(HOST + "/socket")
                    """.replace("PORT", String.valueOf(inet.getLocalPort())));
            assertTrue(unix.isOpen());
        }
    }

    @ParameterizedTest @EnumSource void otherProcesses(Level level) throws Exception {
        long java = ProcessHandle.current().pid();
        assertNothingSucceeds(level, """
                os.kill(os.getppid(), signal.SIGKILL)
                os.kill(1, signal.SIGCONT)
                os.kill(-1, 0)
                os.kill(0, 0)
                os.kill(JAVA, 0)
                os.killpg(os.getppid(), 0)
                open("/proc/JAVA/environ").read()
                open("/proc/JAVA/cmdline").read()
                open("/proc/1/environ").read()
                open("/proc/1/cmdline").read()
                open("/proc/%d/environ" % os.getppid()).read()
                open("/proc/%d/mem" % os.getppid(), "r+b")
                os.listdir("/proc/1/fd")
                open("/proc/sys/kernel/hostname").read()
                open("/proc/meminfo").read()
                open("/proc/kallsyms").read()
                open("/proc/sysrq-trigger", "w")
                os.setpriority(os.PRIO_PROCESS, 0, 5)
                os.sched_setaffinity(0, [0])
                """.replace("JAVA", String.valueOf(java)));
    }

    @ParameterizedTest @EnumSource void callsToTheKernel(Level level) throws Exception {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the numbers are those of x86-64");
        assertNothingSucceeds(level, """
                call(101, 0, 0, 0, 0)               # ptrace: trace me
                call(165, b"none", b"/tmp", b"tmpfs", 0, 0)     # mount
                call(272, 0x10000000)               # unshare: user namespace
                call(308, 0, 0)                     # setns
                call(56, 0x10000011, 0, 0, 0, 0)    # clone: user namespace
                call(435, b"\\0" * 88, 88)          # clone3
                call(319, b"x", 0)                  # memfd_create
                call(447, 0)                        # memfd_secret
                call(425, 1, b"\\0" * 120)          # io_uring_setup
                call(321, 0, b"\\0" * 120, 120)     # bpf
                call(298, b"\\0" * 120, 0, -1, -1, 0)  # perf_event_open
                call(323, 0)                        # userfaultfd
                call(250, 0, -3, 1)                 # keyctl
                call(29, 0, 4096, 0o1600)           # shmget
                call(240, b"queue", 0o100, 0o600, 0)  # mq_open
                call(302, 1, 7, 0, b"\\0" * 16)     # prlimit of another process
                call(310, 1, 0, 0, 0, 0, 0)         # process_vm_readv
                call(434, 1, 0)                     # pidfd_open
                call(438, 3, 0, 0)                  # pidfd_getfd
                call(135, 0x0040000)                # personality: no address randomisation
                call(157, 4, 1, 0, 0, 0)            # prctl: be looked into
                call(157, 24, 0, 0, 0, 0)           # prctl: capabilities
                call(170, b"name", 4)               # sethostname
                call(105, 0)                        # setuid
                call(90, b"/tmp", 0o777)            # chmod
                call(133, b"/tmp/node", 0o20666, 0x103)  # mknod
                call(72, 0, 8, 1)                   # fcntl: signals to another process
                call(16, 0, 0x5412, b"x")           # ioctl: type into the terminal
                call(0x40000027)                    # getpid of the x32 list
                """);
    }

    @ParameterizedTest @EnumSource void children(Level level) throws Exception {
        assertNothingSucceeds(level, """
                os.fork() or os._exit(0)
                os.forkpty()
                subprocess.run([sys.executable, "-c", "pass"])
                subprocess.run("true", shell=True, check=True)
                os.posix_spawn(sys.executable, ["python"], {})
                os.system("true") == 0 or fail()
                os.popen("true").close() and fail()
                multiprocessing.Process(target=print).start()
                """);
    }

    /// Bounded by itself: 300 children that live for a second.
    @ParameterizedTest @EnumSource void forkBomb(Level level) throws Exception {
        Outcome outcome = run(level, """
                import os, time
                children = 0
                for _ in range(300):
                    try:
                        if os.fork() == 0:
                            os.setsid(); time.sleep(1); os._exit(0)
                        children += 1
                    except OSError: pass
                print(children)
                """);
        assertEquals("0\n", outcome.stdout());
    }

    @ParameterizedTest @EnumSource void threadBomb(Level level) throws Exception {
        Outcome outcome = run(level, """
                import threading, time
                count = 0
                try:
                    for _ in range(500):
                        threading.Thread(target=time.sleep, args=(1,), daemon=True).start()
                        count += 1
                except RuntimeError: pass
                print(count)
                """);
        assertTrue(Integer.parseInt(outcome.stdout().strip()) <= 40, outcome.toString());
    }

    @ParameterizedTest @EnumSource void memoryBombs(Level level) throws Exception {
        assertEquals(End.MEMORY, run(level, "x = bytearray(10 ** 9)").end());
        assertEquals(End.MEMORY, run(level, "x = []\nwhile True: x.append('y' * 10 ** 6)").end());
        assertNothingSucceeds(level, """
                mmap.mmap(-1, 10 ** 9)
                mmap.mmap(-1, 10 ** 9, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
                """);
    }

    @ParameterizedTest @EnumSource void endlessLoops(Level level) throws Exception {
        Outcome computing = run(level, "while True: pass", LIMITS.withTime(Duration.ofSeconds(60), Duration.ofSeconds(2)));
        assertEquals(End.TIME, computing.end());
        assertTrue(computing.processorSeconds() > 1.5 && computing.processorSeconds() < 3, computing.toString());
        Outcome sleeping = run(level, "import time\nprint('before', flush=True)\nwhile True: time.sleep(1)", LIMITS.withTime(Duration.ofSeconds(1), Duration.ofSeconds(2)));
        assertEquals(End.TIME, sleeping.end());
        assertEquals("before\n", sleeping.stdout());
        assertTrue(sleeping.seconds() < 10, sleeping.toString());
        Outcome deaf = run(level, """
                import signal
                for s in range(1, 65):
                    try: signal.signal(s, signal.SIG_IGN)
                    except (OSError, ValueError): pass
                while True: pass
                """);
        assertEquals(End.TIME, deaf.end());
    }

    @ParameterizedTest @EnumSource void endlessOutput(Level level) throws Exception {
        Outcome out = run(level, "while True: print('x' * 1000)");
        assertEquals(End.OUTPUT, out.end());
        assertEquals(LIMITS.outputBytes(), out.stdout().length());
        assertEquals(End.OUTPUT, run(level, "import sys\nwhile True: sys.stderr.write('x' * 1000)").end());
    }

    @ParameterizedTest @EnumSource void hugeFiles(Level level) throws Exception {
        Outcome outcome = run(level, """
                import os
                written = 0
                for i in range(100):
                    try:
                        with open(f"file{i}", "wb", buffering=0) as file:
                            for _ in range(100): written += file.write(b"x" * 100_000)
                    except OSError: pass
                print(written)
                """);
        assertTrue(Long.parseLong(outcome.stdout().strip()) <= LIMITS.fileBytes(), outcome.toString());
        assertNothingSucceeds(level, "os.posix_fallocate(os.open('big', os.O_CREAT | os.O_RDWR), 0, 10 ** 9)\nos.truncate('big', 10 ** 12)\n");
    }

    @ParameterizedTest @EnumSource void whatItInherits(Level level) throws Exception {
        Outcome outcome = run(level, """
                import os, sys
                def is_open(handle):
                    try: os.fstat(handle); return True
                    except OSError: return False
                print([handle for handle in range(256) if is_open(handle)], sorted(os.environ), sys.argv[1:], os.getuid() == 0)
                """);
        assertEquals("[0, 1, 2] ['HOME', 'LANG', 'PATH', 'PYTHONHASHSEED'] [] False\n", outcome.stdout());
    }

    @ParameterizedTest @EnumSource void aRunLeavesNothingToTheNext(Level level) throws Exception {
        try (Cell cell = Guarded.sandbox(level).open(Program.python("""
                import os
                print(os.path.exists("/tmp/left"), os.path.exists("left"))
                try: open("/tmp/left", "w").write("x")
                except OSError: pass
                """), LIMITS)) {
            for (int i = 0; i < 2; i++) assertEquals("False False\n", cell.run("").stdout());
        }
    }

    @ParameterizedTest @EnumSource void itDiesWithItsCell(Level level) throws Exception {
        Set<Long> before = children();
        Cell cell = Guarded.sandbox(level).open(Program.python("while True: pass"), LIMITS.withTime(Duration.ofSeconds(60), Duration.ofSeconds(60)));
        Thread running = Thread.ofPlatform().start(() -> {
            try {
                cell.run("");
            } catch (Exception _) {
                // it is told that it was closed
            }
        });
        Thread.sleep(300);
        assertFalse(children().equals(before));
        cell.close();
        running.join(5000);
        for (int i = 0; i < 100 && !children().equals(before); i++) Thread.sleep(20);
        assertEquals(before, children());
    }

    @ParameterizedTest @EnumSource void anInterruptEndsIt(Level level) throws Exception {
        Set<Long> before = children();
        try (Cell cell = Guarded.sandbox(level).open(Program.python("while True: pass"), LIMITS.withTime(Duration.ofSeconds(60), Duration.ofSeconds(60)))) {
            Thread here = Thread.currentThread();
            Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(300);
                } catch (InterruptedException _) {
                    // then sooner
                }
                here.interrupt();
            });
            assertThrows(InterruptedException.class, () -> cell.run(""));
        }
        for (int i = 0; i < 100 && !children().equals(before); i++) Thread.sleep(20);
        assertEquals(before, children());
    }

    @ParameterizedTest @EnumSource void javaToo(Level level) throws Exception {
        String source = """
                import java.io.*; import java.net.*; import java.nio.file.*; import java.util.*; import java.util.concurrent.Callable;
                public class Hostile {
                    static void attempt(String name, Callable<?> way) {
                        try { way.call(); System.out.println(name); } catch (Exception | Error e) { }
                    }
                    public static void main(String[] given) throws Exception {
                        switch (given[0]) {
                            case "out" -> {
                                attempt("read", () -> Files.readString(Path.of("SECRET")));
                                attempt("passwd", () -> Files.readString(Path.of("/etc/passwd")));
                                attempt("delete", () -> { Files.delete(Path.of("SECRET")); return 0; });
                                attempt("socket", () -> new Socket("127.0.0.1", 80));
                                attempt("server", () -> new ServerSocket(0));
                                attempt("exec", () -> new ProcessBuilder("true").start());
                                attempt("kill", () -> ProcessHandle.current().parent().get().destroy() ? 0 : 1 / 0);
                                attempt("environment", () -> System.getenv().size() > 6 ? 0 : 1 / 0);
                                attempt("class", () -> Files.writeString(Path.of(Hostile.class.getProtectionDomain().getCodeSource().getLocation().toURI()).resolve("Hostile.class"), "x"));
                            }
                            case "heap" -> { var all = new ArrayList<byte[]>(); while (true) all.add(new byte[1 << 20]); }
                            case "loop" -> { while (true) Thread.onSpinWait(); }
                            case "threads" -> { while (true) Thread.ofPlatform().daemon().start(() -> { try { Thread.sleep(100000); } catch (InterruptedException e) { } }); }
                            case "output" -> { while (true) System.out.println("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"); }
                        }
                    }
                }
                """.replace("SECRET", secret.toString());
        try (Cell cell = Guarded.sandbox(level).open(Program.java(source), new Limits(Duration.ofSeconds(10), Duration.ofSeconds(3), 128L << 20, 64, 1 << 20, 4 << 20))) {
            assertEquals("", cell.run("", List.of("out")).stdout());
            assertEquals(End.MEMORY, cell.run("", List.of("heap")).end());
            assertEquals(End.TIME, cell.run("", List.of("loop")).end());
            assertFalse(cell.run("", List.of("threads")).succeeded());
            assertEquals(End.OUTPUT, cell.run("", List.of("output")).end());
        }
        assertEquals("the secret", Files.readString(secret));
    }

    /// Runs each line, a statement of Python, and expects all to fail.
    private void assertNothingSucceeds(Level level, String statements) throws Exception {
        String source = """
                import ctypes, mmap, multiprocessing, os, signal, socket, subprocess, sys
                SECRET, HOST = %s, %s
                library = ctypes.CDLL(None, use_errno=True)
                def call(number, *arguments):
                    if library.syscall(ctypes.c_long(number), *arguments) < 0: raise OSError(ctypes.get_errno())
                def fail(): raise OSError()
                for statement in sys.stdin.read().splitlines():
                    try:
                        exec(statement)
                        print(statement)
                    except (OSError, MemoryError, subprocess.SubprocessError): pass
                """.formatted("'" + secret + "'", "'" + host + "'");
        try (Cell cell = Guarded.sandbox(level).open(Program.python(source), LIMITS)) {
            Outcome outcome = cell.run(statements);
            assertEquals("", outcome.stdout() + outcome.stderr());
            assertTrue(outcome.succeeded(), outcome.toString());
        }
    }

    private static Outcome run(Level level, String source) throws Exception {
        return run(level, source, LIMITS);
    }

    private static Outcome run(Level level, String source, Limits limits) throws Exception {
        try (Cell cell = Guarded.sandbox(level).open(Program.python(source), limits)) {
            return cell.run("");
        }
    }

    private static Set<Long> children() {
        try (Stream<ProcessHandle> all = ProcessHandle.current().descendants()) {
            return all.map(ProcessHandle::pid).collect(Collectors.toSet());
        }
    }
}
