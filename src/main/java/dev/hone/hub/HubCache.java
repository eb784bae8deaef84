package dev.hone.hub;

import dev.hone.settings.UserError;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The folder layout that Python's huggingface_hub reads and writes too:
/// ```
/// models--owner--name/
///   blobs/HASH                    content, named by git's blob hash or by sha256
///   refs/main                     the commit that a branch or tag stood for last
///   snapshots/COMMIT/FILE         a relative link to the blob (or the file itself, where links cannot be made)
///   trees/COMMIT.json             all files of that commit with sizes and hashes
///   .no_exist/COMMIT/FILE         empty: the hub said that this file does not exist
/// .locks/models--owner--name/HASH.lock
/// ```
final class HubCache {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int TREE_FORMAT = 1;
    private static final String TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# The files of this folder can be fetched again.\n";

    private final Path root;
    private final boolean symlinks;

    HubCache(Path root, boolean symlinks) {
        this.root = root;
        this.symlinks = symlinks;
    }

    Path repository(HubReference reference) {
        return root.resolve(folderName(reference));
    }

    Path snapshot(HubReference reference, String commit) {
        return repository(reference).resolve("snapshots").resolve(commit);
    }

    Path blob(HubReference reference, String hash) {
        return repository(reference).resolve("blobs").resolve(hash);
    }

    /// Where a download grows. The name is our own: an older Python appends to `HASH.incomplete` without seeing our locks.
    Path partial(HubReference reference, String hash) {
        return repository(reference).resolve("blobs").resolve(hash + ".hone.incomplete");
    }

    Path lock(HubReference reference, String hash) {
        return root.resolve(".locks").resolve(folderName(reference)).resolve(hash + ".lock");
    }

    /// The commit that a revision stood for when it was last pulled.
    Optional<String> commit(HubReference reference) {
        if (reference.isPinned()) return Optional.of(reference.revision());
        Path ref = repository(reference).resolve("refs").resolve(reference.revision());
        try {
            // a damaged ref must not become part of a path
            return Files.isRegularFile(ref) ? Optional.of(Files.readString(ref).strip()).filter(HubReference::isCommit) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /// Notes what the revision stands for. Last of all, so that a revision never points to half a snapshot of ours.
    void remember(HubReference reference, String commit) {
        if (reference.isPinned() || commit(reference).equals(Optional.of(commit))) return;
        AtomicFile.writeText(repository(reference).resolve("refs").resolve(reference.revision()), commit);
    }

    /// True where the file is there whole. A size that nobody stated is not compared.
    boolean has(HubReference reference, String commit, RemoteFile file) {
        return isWhole(snapshot(reference, commit).resolve(file.name()), file);
    }

    static boolean isWhole(Path path, RemoteFile file) {
        try {
            return Files.isRegularFile(path) && (file.size() < 0 || Files.size(path) == file.size());
        } catch (IOException gone) {
            return false;
        }
    }

    /// Makes the snapshot's entry for a blob that is there.
    /// @param fresh the blob was just fetched, so no other snapshot can need it: without links it may be moved
    void link(HubReference reference, String commit, RemoteFile file, boolean fresh) throws IOException {
        Path blob = blob(reference, file.hash());
        Path entry = snapshot(reference, commit).resolve(file.name());
        Files.createDirectories(entry.getParent());
        checkInside(snapshot(reference, commit), entry);
        Path temporary = AtomicFile.beside(entry);
        try {
            if (!symlinked(temporary, entry.getParent().relativize(blob))) {
                if (fresh) Files.move(blob, temporary);
                else Files.copy(blob, temporary);
            }
            Files.move(temporary, entry, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /// The stored listing of a commit, Python's or ours; nothing if there is none or it cannot be read.
    Optional<Listing> listing(HubReference reference, String commit) {
        Path tree = tree(reference, commit);
        if (!Files.isRegularFile(tree)) return Optional.empty();
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(tree));
            if (root.path("format_version").asInt(0) != TREE_FORMAT || !root.path("files").isObject()) return Optional.empty();
            List<RemoteFile> files = new ArrayList<>();
            for (Map.Entry<String, JsonNode> entry : root.path("files").properties()) {
                String sha256 = entry.getValue().path("lfs_sha256").asString("");
                files.add(new RemoteFile(SafeName.check(entry.getKey(), reference),
                        entry.getValue().path(sha256.isEmpty() ? "size" : "lfs_size").asLong(-1),
                        hash(entry.getValue().path("blob_id").asString("")), hash(sha256)));
            }
            return Optional.of(new Listing(commit, List.copyOf(files)));
        } catch (IOException | JacksonException damaged) {
            return Optional.empty();
        }
    }

    /// Stores a listing, so that later, without a network, a missing file is noticed and named.
    void keep(HubReference reference, Listing listing) {
        tag();
        if (Files.exists(tree(reference, listing.commit())) || !listing.files().stream().allMatch(RemoteFile::isDescribed)) return;
        ObjectNode files = JSON.createObjectNode();
        for (RemoteFile file : listing.files().stream().sorted(Comparator.comparing(RemoteFile::name)).toList()) {
            ObjectNode entry = files.putObject(file.name()).put("size", file.size()).put("blob_id", file.blobId());
            if (file.isLarge()) entry.put("lfs_sha256", file.sha256()).put("lfs_size", file.size());
        }
        ObjectNode root = JSON.createObjectNode().put("format_version", TREE_FORMAT);
        root.set("files", files);
        AtomicFile.writeText(tree(reference, listing.commit()), root.toPrettyString());
    }

    /// Marks a file that the hub said it does not have, which spares Python asking again.
    void noteAbsent(HubReference reference, String commit, String name) {
        Path mark = repository(reference).resolve(".no_exist").resolve(commit).resolve(name);
        if (!Files.exists(mark)) AtomicFile.writeBytes(mark, new byte[0]);
    }

    /// What lies in a snapshot, where no listing was stored.
    Listing onDisk(HubReference reference, String commit) {
        Path snapshot = snapshot(reference, commit);
        try (Stream<Path> paths = Files.walk(snapshot)) {
            return new Listing(commit, paths.filter(Files::isRegularFile).map(path -> new RemoteFile(
                    snapshot.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/"), path.toFile().length(), "", "")).toList());
        } catch (IOException | UncheckedIOException unreadable) {
            throw new UserError("cannot read " + snapshot + "; check its permissions", unreadable);
        }
    }

    /// False for a cache that can only be read, such as one shared by many machines; its complete snapshots serve.
    boolean isWritable(HubReference reference) {
        Path repository = repository(reference);
        return !Files.exists(repository) || Files.isWritable(repository);
    }

    /// Tells backup programs that the cache need not be saved (the CACHEDIR.TAG convention).
    private void tag() {
        Path tag = root.resolve("CACHEDIR.TAG");
        if (!Files.exists(tag)) AtomicFile.writeText(tag, TAG);
    }

    private Path tree(HubReference reference, String commit) {
        return repository(reference).resolve("trees").resolve(commit + ".json");
    }

    private static String folderName(HubReference reference) {
        return reference.kind().plural() + "--" + reference.id().replace("/", "--");
    }

    private static String hash(String text) {
        return Checksum.isHash(text) ? text : "";
    }

    /// A link planted earlier inside the snapshot must not lead the new file elsewhere.
    private static void checkInside(Path snapshot, Path entry) throws IOException {
        if (!entry.getParent().toRealPath().startsWith(snapshot.toRealPath())) throw new UserError(
                entry.getParent() + " leads out of " + snapshot + " by a link; remove that link, or the whole folder, and pull again");
    }

    private boolean symlinked(Path link, Path target) throws IOException {
        if (!symlinks) return false;
        try {
            Files.createSymbolicLink(link, target);
            return true;
        } catch (UnsupportedOperationException notHere) {
            return false;
        } catch (IOException refused) {
            // Windows without developer mode, or a disk without links; a full disk would refuse the copy too
            if (DiskSpace.isFull(refused)) throw refused;
            return false;
        }
    }
}
