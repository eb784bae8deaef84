package dev.hone.report;

/// A setting as it was resolved.
/// @param name     as in the run file
/// @param value    what the run used, as text
/// @param standard what it would have been had nobody asked, as text
public record Setting(String name, String value, String standard) {
    public boolean changed() {
        return !value.equals(standard);
    }
}
