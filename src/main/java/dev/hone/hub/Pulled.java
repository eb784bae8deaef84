package dev.hone.hub;

import java.nio.file.Path;
import java.util.List;

/// What a pull put down, or found already there.
/// @param commit  the commit that the revision stood for
/// @param folder  the snapshot, in which the files lie under their own names
/// @param files   the wanted files
/// @param fetched bytes that came over the network for it
public record Pulled(HubReference reference, String commit, Path folder, List<File> files, long fetched) {
    /// One wanted file, by its name in the repository.
    public record File(String name, long size) {
    }

    public long bytes() {
        return files.stream().mapToLong(File::size).sum();
    }
}
