package dev.hone.hub;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The hash by which content is told apart.
public final class Sha256 {
    private static final long AT_ONCE = 1L << 30;

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

    /// Feeds it with memory of any size.
    public static void add(MessageDigest digest, MemorySegment bytes) {
        for (long from = 0; from < bytes.byteSize(); from += AT_ONCE)
            digest.update(bytes.asSlice(from, Math.min(AT_ONCE, bytes.byteSize() - from)).asByteBuffer());
    }

    /// The hash of numbers, each of four bytes, the highest first.
    public static byte[] of(int[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * numbers.length);
        bytes.asIntBuffer().put(numbers);
        return begin().digest(bytes.array());
    }

    /// 64 hexadecimal digits. The digest begins anew.
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
