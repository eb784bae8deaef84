package dev.hone.data;

import tools.jackson.databind.node.ObjectNode;

/// One row of a data set as it came, and where it came from.
/// @param fields the columns by name
/// @param file   the file: as the user named it, or behind the data set's name and a `/` its place in there
/// @param number the line (JSONL, CSV) or the row counted from 1 (JSON, Parquet)
public record Row(ObjectNode fields, String file, long number) {
    /// How messages name the row: `train.jsonl:812`.
    public String where() {
        return file + ":" + number;
    }
}
