package dev.hone.data.dataset;

import dev.hone.data.source.RowReader;
import dev.hone.data.source.Sources;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The rows of a split, or of parts of splits one after another.
record SplitRows(DatasetFiles files, List<SplitSlice> slices) {
    RowReader open() {
        List<Supplier<RowReader>> parts = new ArrayList<>();
        for (SplitSlice slice : slices) parts.add(() -> open(slice));
        return RowReader.chain(parts);
    }

    private RowReader open(SplitSlice slice) {
        RowReader whole = whole(slice);
        if (slice.isWhole()) return whole;
        long rows = slice.needsCount() ? SliceReader.count(whole(slice)) : Long.MAX_VALUE;
        return new SliceReader(whole, slice.first(rows), slice.end(rows));
    }

    private RowReader whole(SplitSlice slice) {
        List<Supplier<RowReader>> parts = new ArrayList<>();
        for (DataFile file : files.of(slice.split())) parts.add(() -> Sources.open(file.path(), file.shown()));
        return RowReader.chain(parts);
    }

    /// All files that hold some of these rows, each once.
    List<DataFile> allFiles() {
        return slices.stream().flatMap(slice -> files.of(slice.split()).stream()).distinct().toList();
    }
}
