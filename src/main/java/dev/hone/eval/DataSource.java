package dev.hone.eval;

/// Where a benchmark's rows are.
/// @param hubId  of the data set that has them; null for rows that only a folder of the user's may have
/// @param config of the data set; null where there is one
/// @param split  its rows; null for a file
/// @param file   that has them, the end of its path: for a repository which is no data set of splits, or in place of the split where there is such a file;
///               null for a split
public record DataSource(String hubId, String config, String split, String file) {
    public static DataSource split(String hubId, String config, String split) {
        return new DataSource(hubId, config, split, null);
    }

    public static DataSource file(String hubId, String file) {
        return new DataSource(hubId, null, null, file);
    }

    /// A file beside the questions in a folder of the user's; the hub's rows do without.
    public static DataSource beside(String file) {
        return new DataSource(null, null, null, file);
    }

    /// `split test of openai/gsm8k (main)`.
    @Override public String toString() {
        return (split == null ? file : "split " + split) + (hubId == null ? "" : " of " + hubId) + (config == null ? "" : " (" + config + ")");
    }
}
