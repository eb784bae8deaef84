package dev.hone.hub;

import dev.hone.settings.UserError;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/// Fetches one file into the cache: goes on where an earlier try stopped, verifies the whole, and only then
/// gives it its name.
final class BlobDownload {
    private final HubClient client;
    private final HubCache cache;
    private final HubSettings settings;
    private final PullProgress progress;
    private final HubReference reference;
    private final String commit;
    private final RemoteFile file;
    private long received;

    BlobDownload(HubClient client, HubCache cache, HubSettings settings, PullProgress progress,
                 HubReference reference, String commit, RemoteFile file) {
        this.client = client;
        this.cache = cache;
        this.settings = settings;
        this.progress = progress;
        this.reference = reference;
        this.commit = commit;
        this.file = file;
    }

    /// The content is not what the hub announced: fetching on makes no sense, fetching anew may.
    private static final class Mismatch extends Exception {
        private static final long serialVersionUID = 1;

        Mismatch(String message) {
            super(message);
        }
    }

    /// Puts the file into the snapshot, unless it is there whole: then nothing is written, not even a lock, so that
    /// a cache on a read-only disk serves too.
    /// @return bytes that came over the network
    long run() throws HubFailure {
        try {
            if (isHere()) progress.present(file.size());
            else FileLocks.with(cache.lock(reference, file.hash()), this::noteWait, this::place);
        } catch (HubFailure network) {
            throw network;
        } catch (HubRefusal refused) {
            if (refused.isMissingFile()) cache.noteAbsent(reference, commit, file.name());
            throw refused;
        } catch (IOException disk) {
            throw diskTrouble(disk);
        }
        progress.finished(file.name(), file.size());
        return received;
    }

    private void noteWait() {
        progress.note("waiting for another process that fetches " + file.name());
    }

    private boolean isHere() {
        return cache.has(reference, commit, file);
    }

    /// Under the lock. Whoever had it before may have done the work.
    private void place() throws IOException {
        boolean blobHere = isHere() || HubCache.isWhole(cache.blob(reference, file.hash()), file);
        if (blobHere) progress.present(file.size());
        else fetchVerified();
        if (!isHere()) cache.link(reference, commit, file, !blobHere);
    }

    /// Fetches until the content is right, twice at most: a second mismatch is no accident of the network.
    private void fetchVerified() throws IOException {
        Path partial = cache.partial(reference, file.hash());
        Files.createDirectories(partial.getParent());
        for (int round = 1; ; round++) {
            try {
                complete(partial);
                check(partial);
                AtomicFile.move(partial, cache.blob(reference, file.hash()));
                AtomicFile.force(partial.getParent());
                return;
            } catch (Mismatch wrong) {
                progress.present(-size(partial));
                Files.deleteIfExists(partial);
                if (round == 2) throw new UserError(file.name() + " of the " + reference.title() + " arrived wrong twice: " + wrong.getMessage()
                        + ". What came was deleted. Try again later; if it stays so, a proxy or mirror changes the file, or the hub's copy is damaged");
            }
        }
    }

    private void check(Path partial) throws IOException, Mismatch {
        String hash = Checksum.of(partial, file.hash());
        if (!hash.equals(file.hash())) throw new Mismatch(
                (file.isLarge() ? "its sha256" : "its git hash") + " is " + hash + " and should be " + file.hash());
    }

    /// Makes the partial file as long as the file is, over as many connections as that takes.
    private void complete(Path partial) throws IOException, Mismatch {
        if (size(partial) > file.size()) Files.delete(partial);
        long before = size(partial);
        progress.present(before);
        Backoff backoff = new Backoff(settings.patience(), "fetching " + file.name() + " of the " + reference.title());
        try (FileChannel out = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.position(before);
            while (out.position() < file.size()) {
                long from = out.position();
                try {
                    append(out);
                    if (out.position() < file.size()) throw new HubFailure("it ended at byte " + out.position() + " of " + file.size());
                } catch (HubFailure | HttpTimeoutException broken) {
                    if (out.position() > from) backoff.progressed();
                    backoff.pause(broken);
                }
            }
            out.truncate(file.size());
            out.force(true);
        }
    }

    /// One connection's worth of bytes, written after those that are there.
    private void append(FileChannel out) throws IOException, Mismatch {
        try (Answer answer = client.open(reference, commit, file, out.position())) {
            if (!answer.hash().isEmpty() && !answer.hash().equals(file.hash())) throw new Mismatch(
                    "the server now offers " + answer.hash() + " instead of " + file.hash());
            startAt(answer, out);
            OptionalLong whole = answer.wholeSize();
            if (whole.isPresent() && whole.getAsLong() != file.size()) throw new Mismatch(
                    "the server sends " + whole.getAsLong() + " bytes instead of " + file.size());
            for (ByteBuffer piece = next(answer); piece != null; piece = next(answer)) {
                int length = piece.remaining();
                if (out.position() + length > file.size()) throw new Mismatch("the server sends more than " + file.size() + " bytes");
                while (piece.hasRemaining()) out.write(piece);
                received += length;
                progress.received(length);
            }
        }
    }

    /// Network trouble while reading is told apart from disk trouble while writing: only the first is worth another try.
    private ByteBuffer next(Answer answer) throws HubFailure {
        try {
            return answer.body().next(settings.patience().stall());
        } catch (IOException broken) {
            throw new HubFailure(answer.uri().getHost() + " broke off: " + Backoff.reason(broken), null, broken);
        }
    }

    /// Goes back to the start where the server does not go on from where we asked.
    private void startAt(Answer answer, FileChannel out) throws IOException, Mismatch {
        long first = answer.status() == 416 ? -1 : answer.firstByte();
        if (first == out.position()) return;
        if (first != 0) throw new Mismatch("the server cannot go on at byte " + out.position()
                + (first < 0 ? "" : ", it goes on at " + first));
        progress.present(-out.position());
        out.truncate(0);
        out.position(0);
    }

    private static long size(Path path) throws IOException {
        return Files.isRegularFile(path) ? Files.size(path) : 0;
    }

    /// A partial file stays where the disk is full: once there is room, the next pull goes on from it.
    private UserError diskTrouble(IOException failure) {
        Path blob = cache.blob(reference, file.hash());
        if (DiskSpace.isFull(failure)) return new UserError("the disk is full: " + file.name() + " needs " + Sizes.text(file.size()) + " in "
                + blob.getParent() + DiskSpace.free(blob).stream().mapToObj(free -> " and " + Sizes.text(free) + " is free").findFirst().orElse("")
                + "; make room or set HF_HUB_CACHE to another disk, and pull again: it goes on from what has arrived", failure);
        return new UserError("cannot put " + file.name() + " into " + blob.getParent().getParent() + ": " + AtomicFile.reason(failure)
                + "; check the folder's permissions, or set HF_HUB_CACHE to another folder", failure);
    }
}
