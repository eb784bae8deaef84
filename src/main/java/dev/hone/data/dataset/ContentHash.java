package dev.hone.data.dataset;

import dev.hone.hub.Sha256;
import dev.hone.settings.UserError;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;

/// The sha256 over files: of each its place in the data set and its length, then its bytes.
final class ContentHash {
    private ContentHash() {}

    static String of(List<DataFile> files) {
        MessageDigest digest = Sha256.begin();
        var out = new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        for (DataFile file : files) {
            try {
                out.writeUTF(file.place());
                out.writeLong(Files.size(file.path()));
                Files.copy(file.path(), out);
            } catch (IOException e) {
                throw new UserError(file.shown() + ": cannot be read (" + e + ")", e);
            }
        }
        return Sha256.hex(digest);
    }
}
