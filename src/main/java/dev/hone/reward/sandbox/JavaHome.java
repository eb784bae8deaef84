package dev.hone.reward.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The JDK that runs Hone runs the programs of Java, too.
final class JavaHome {
    /// Code, classes and the threads' stacks.
    private static final long BESIDES_HEAP = 512L << 20;
    private static final int DEPTH_OF_LINKS = 3;

    private JavaHome() {}

    static Toolchain toolchain(Program program, Limits limits, String folder) {
        Path home = real(Path.of(System.getProperty("java.home")));
        List<String> compiler = new ArrayList<>(List.of(home + "/bin/javac", "-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1",
                "-J-Xmx" + limits.memoryBytes(), "-J-XX:CompressedClassSpaceSize=64m", "-J-XX:ReservedCodeCacheSize=48m", "-J-XX:-UsePerfData",
                "-proc:none", "-nowarn", "-encoding", "UTF-8", "-d", folder));
        program.files().keySet().stream().filter(name -> name.endsWith(".java")).sorted().forEach(name -> compiler.add(folder + "/" + name));
        List<String> command = List.of(home + "/bin/java", "-XX:+UseSerialGC", "-Xmx" + limits.memoryBytes(), "-XX:CompressedClassSpaceSize=64m",
                "-XX:ReservedCodeCacheSize=48m", "-XX:ActiveProcessorCount=2", "-XX:-UsePerfData", "-XX:-UseContainerSupport", "-cp", folder, program.main());
        return new Toolchain(readable(home), compiler, command,
                Map.of("PATH", "/usr/bin", "HOME", "/tmp", "LANG", "C.UTF-8", "MALLOC_ARENA_MAX", "2"), BESIDES_HEAP);
    }

    /// Its folder, and what links in there lead to: Debian keeps a JDK's settings under `/etc`.
    private static List<String> readable(Path home) {
        try (var files = Files.walk(home, DEPTH_OF_LINKS)) {
            List<String> paths = new ArrayList<>(List.of(home.toString()));
            files.filter(Files::isSymbolicLink).filter(Files::exists).map(JavaHome::real).filter(path -> !path.startsWith(home))
                    .forEach(path -> paths.add(path.toString()));
            return SystemLibraries.with(paths);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
