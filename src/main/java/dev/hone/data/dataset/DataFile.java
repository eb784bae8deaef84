package dev.hone.data.dataset;

import java.nio.file.Path;

/// One file of a data set.
/// @param name how messages call it: as the user wrote it, or its place in the data set's folder
record DataFile(Path path, String name) {}
