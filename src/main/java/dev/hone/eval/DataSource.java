package dev.hone.eval;

/// Where a benchmark's rows are.
/// @param hubId  of the data set that has them
/// @param config of the data set; null where there is one
/// @param split  its rows
/// @param file   that has them, for a repository which is no data set of splits: the end of its path; null for a split
public record DataSource(String hubId, String config, String split, String file) {
    public static DataSource split(String hubId, String config, String split) {
        return new DataSource(hubId, config, split, null);
    }

    public static DataSource file(String hubId, String file) {
        return new DataSource(hubId, null, null, file);
    }

    /// `split test of openai/gsm8k (main)`.
    @Override public String toString() {
        return (file != null ? file : "split " + split) + " of " + hubId + (config == null ? "" : " (" + config + ")");
    }
}
