package dev.hone.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// One at a time among the threads of this process and among processes. A [FileLock] belongs to the whole JVM, so threads
/// need a lock of their own in front of it.
///
/// Locks only spare work. What makes the cache right is that a file is verified and then renamed into place; so where a
/// disk has no locks (some network disks), or beside Python, whose `flock` does not see Java's locks, it stays right.
final class FileLocks {
    /// Something done while the lock is held.
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    private static final ConcurrentHashMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();
    private static final long POLL_MILLIS = 50;

    private FileLocks() {
    }

    /// Does the work while holding the lock.
    /// @param onWait called once if another process has it
    static void with(Path file, Runnable onWait, Work work) throws IOException {
        ReentrantLock threads = THREADS.computeIfAbsent(file.toAbsolutePath().normalize(), _ -> new ReentrantLock());
        try {
            threads.lockInterruptibly();
        } catch (InterruptedException stopped) {
            throw interrupted();
        }
        try {
            Files.createDirectories(file.getParent());
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                acquire(channel, onWait);
                work.run();
            }
        } finally {
            threads.unlock();
        }
    }

    /// Closing the channel gives the lock back. Polled, so that an interrupt ends the wait.
    private static void acquire(FileChannel channel, Runnable onWait) {
        try {
            for (int tries = 0; channel.tryLock() == null; tries++) {
                if (tries == 0) onWait.run();
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException stopped) {
            throw interrupted();
        } catch (IOException noLocksHere) {
            // go on without; see above
        }
    }

    private static CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted");
    }
}
