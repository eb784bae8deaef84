package dev.hone.hub;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The hash by which content is told apart.
public final class Sha256 {
    private Sha256() {}

    /// To be fed with content, and read by [#hex].
    public static MessageDigest begin() {
        return begin("SHA-256");
    }

    static MessageDigest begin(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /// 64 hexadecimal digits. The digest begins anew.
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
