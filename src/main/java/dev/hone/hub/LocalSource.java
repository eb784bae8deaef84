package dev.hone.hub;

import java.nio.file.Path;

/// A file or folder of this machine, used where it lies.
public record LocalSource(Path path) implements Source {
}
