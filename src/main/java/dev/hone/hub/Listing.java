package dev.hone.hub;

import java.util.List;
import java.util.Optional;

/// All files of a repository at one commit.
record Listing(String commit, List<RemoteFile> files) {
    Optional<RemoteFile> find(String name) {
        return files.stream().filter(file -> file.name().equals(name)).findFirst();
    }
}
