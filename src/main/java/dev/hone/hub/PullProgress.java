package dev.hone.hub;

/// Told about a pull while it runs, by several threads at once.
public interface PullProgress {
    /// The pull begins.
    /// @param bytes that all wanted files have together, those that are here already included
    void begin(String what, int files, long bytes);

    /// Bytes that are here already from an earlier pull; negative where such bytes had to be thrown away.
    void present(long bytes);

    /// Bytes that came over the network.
    void received(long bytes);

    /// A file is complete, verified and in its place.
    void finished(String name, long size);

    /// Something that the user should know but that stops nothing.
    void note(String message);

    /// The pull is over, well or not.
    void end();

    /// Says nothing.
    static PullProgress silent() {
        return new PullProgress() {
            @Override public void begin(String what, int files, long bytes) {
            }

            @Override public void present(long bytes) {
            }

            @Override public void received(long bytes) {
            }

            @Override public void finished(String name, long size) {
            }

            @Override public void note(String message) {
            }

            @Override public void end() {
            }
        };
    }
}
