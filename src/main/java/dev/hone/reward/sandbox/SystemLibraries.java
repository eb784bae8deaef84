package dev.hone.reward.sandbox;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// Where the loader finds shared libraries.
final class SystemLibraries {
    private static final List<String> PATHS = List.of("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache");

    private SystemLibraries() {}

    /// With them, by letter, so that a folder comes before what is in it.
    static List<String> with(Collection<String> paths) {
        TreeSet<String> all = new TreeSet<>(PATHS);
        all.addAll(paths);
        return List.copyOf(all);
    }
}
