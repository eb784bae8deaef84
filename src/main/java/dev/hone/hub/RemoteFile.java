package dev.hone.hub;

/// A file of a repository, as the hub lists it.
/// @param name   its path inside the repository, with `/`
/// @param size   in bytes; -1 where the hub did not say
/// @param blobId git's hash of what git stores: the content, or for a large file only a pointer; empty if unknown
/// @param sha256 hash of a large file's content; empty for a small file
record RemoteFile(String name, long size, String blobId, String sha256) {
    /// The hash of the content, by which the blob is named and verified; empty if unknown.
    String hash() {
        return sha256.isEmpty() ? blobId : sha256;
    }

    /// True where the listing already says all that a download has to know.
    boolean isDescribed() {
        return size >= 0 && Checksum.isHash(hash());
    }

    boolean isLarge() {
        return !sha256.isEmpty();
    }
}
