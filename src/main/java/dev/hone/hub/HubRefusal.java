package dev.hone.hub;

/// The server understood and will not: no access, or no such thing. Trying again changes nothing; a copy from an
/// earlier pull may still serve.
final class HubRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean missingFile;

    /// @param missingFile the repository is there and lacks this file
    HubRefusal(String message, boolean missingFile) {
        super(message);
        this.missingFile = missingFile;
    }

    boolean isMissingFile() {
        return missingFile;
    }
}
