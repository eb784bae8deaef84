package dev.hone.data.dataset;

import java.nio.file.Path;

/// One file of a data set.
/// @param place where it lies in the data set's folder, with `/`; its own name if it is the whole data set
/// @param shown how messages call it: so that the user finds it
record DataFile(Path path, String place, String shown) {}
