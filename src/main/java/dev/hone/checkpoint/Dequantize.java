package dev.hone.checkpoint;

/// The formulas that turn ggml's quantised blocks back into numbers, one method per type. They follow ggml's reference
/// (`dequantize_row_*` in ggml/src/ggml-quants.c) operation by operation, so the results are the same to the last bit.
/// A block holds `q`, a few bits per number, and float16 scales: `d` multiplies, `m` is added (`dmin` subtracted).
final class Dequantize {
    private Dequantize() {}

    static void f32(byte[] in, int from, float[] out, int to, int blocks) {
        for (int i = 0; i < blocks; i++) out[to + i] = Float.intBitsToFloat(int32(in, from + 4 * i));
    }

    static void f16(byte[] in, int from, float[] out, int to, int blocks) {
        for (int i = 0; i < blocks; i++) out[to + i] = half(in, from + 2 * i);
    }

    static void bf16(byte[] in, int from, float[] out, int to, int blocks) {
        for (int i = 0; i < blocks; i++) out[to + i] = Float.intBitsToFloat(in[from + 2 * i] << 16 & 0xFF0000 | in[from + 2 * i + 1] << 24);
    }

    /// `d·(q - 8)`: d, then 16 bytes with number i in the low and number i + 16 in the high half.
    static void q4Zero(byte[] in, int from, float[] out, int to, int blocks) {
        for (int block = 0; block < blocks; block++, from += 18, to += 32) {
            float d = half(in, from);
            for (int i = 0; i < 16; i++) {
                int pair = in[from + 2 + i];
                out[to + i] = d * ((pair & 15) - 8);
                out[to + 16 + i] = d * ((pair >> 4 & 15) - 8);
            }
        }
    }

    /// `d·q + m`.
    static void q4One(byte[] in, int from, float[] out, int to, int blocks) {
        for (int block = 0; block < blocks; block++, from += 20, to += 32) {
            float d = half(in, from);
            float m = half(in, from + 2);
            for (int i = 0; i < 16; i++) {
                int pair = in[from + 4 + i];
                out[to + i] = d * (pair & 15) + m;
                out[to + 16 + i] = d * (pair >> 4 & 15) + m;
            }
        }
    }

    /// `d·(q - 16)`: d, then 32 fifth bits, then the four low bits as in Q4_0.
    static void q5Zero(byte[] in, int from, float[] out, int to, int blocks) {
        for (int block = 0; block < blocks; block++, from += 22, to += 32) {
            float d = half(in, from);
            int high = int32(in, from + 2);
            for (int i = 0; i < 16; i++) {
                int pair = in[from + 6 + i];
                out[to + i] = d * ((pair & 15 | (high >>> i & 1) << 4) - 16);
                out[to + 16 + i] = d * ((pair >> 4 & 15 | (high >>> i + 16 & 1) << 4) - 16);
            }
        }
    }

    /// `d·q + m`, with a fifth bit as in Q5_0.
    static void q5One(byte[] in, int from, float[] out, int to, int blocks) {
        for (int block = 0; block < blocks; block++, from += 24, to += 32) {
            float d = half(in, from);
            float m = half(in, from + 2);
            int high = int32(in, from + 4);
            for (int i = 0; i < 16; i++) {
                int pair = in[from + 8 + i];
                out[to + i] = d * (pair & 15 | (high >>> i & 1) << 4) + m;
                out[to + 16 + i] = d * (pair >> 4 & 15 | (high >>> i + 16 & 1) << 4) + m;
            }
        }
    }

    /// `d·q` with whole bytes.
    static void q8Zero(byte[] in, int from, float[] out, int to, int blocks) {
        for (int block = 0; block < blocks; block++, from += 34, to += 32) {
            float d = half(in, from);
            for (int i = 0; i < 32; i++) out[to + i] = in[from + 2 + i] * d;
        }
    }

    /// 16 groups of 16 numbers, each with a 4-bit scale and a 4-bit minimum: `d·scale·q - dmin·min`, q of 2 bits.
    static void q2k(byte[] in, int from, float[] out, int to, int blocks) {
        for (int block = 0; block < blocks; block++, from += 84, to += 256) {
            float d = half(in, from + 80);
            float dmin = half(in, from + 82);
            for (int group = 0; group < 16; group++) {
                float scale = d * (in[from + group] & 15);
                float min = dmin * (in[from + group] >> 4 & 15);
                int bytes = from + 16 + group / 8 * 32 + group % 2 * 16;
                int shift = group / 2 % 4 * 2;
                for (int i = 0; i < 16; i++) out[to + group * 16 + i] = scale * (in[bytes + i] >> shift & 3) - min;
            }
        }
    }

    /// 16 groups of 16 numbers: `d·(scale - 32)·q`, where a bit of the mask that is not set takes 4 from the 2 bits of q.
    static void q3k(byte[] in, int from, float[] out, int to, int blocks) {
        for (int block = 0; block < blocks; block++, from += 110, to += 256) {
            float d = half(in, from + 108);
            for (int group = 0; group < 16; group++) {
                int low = in[from + 96 + group % 8] >> group / 8 * 4 & 15;
                int high = in[from + 104 + group % 4] >> group / 4 * 2 & 3;
                float scale = d * ((low | high << 4) - 32);
                int bytes = from + 32 + group / 8 * 32 + group % 2 * 16;
                int mask = from + group % 2 * 16;
                int shift = group / 2 % 4 * 2;
                int bit = group / 2;
                for (int i = 0; i < 16; i++)
                    out[to + group * 16 + i] = scale * ((in[bytes + i] >> shift & 3) - ((in[mask + i] >> bit & 1) == 0 ? 4 : 0));
            }
        }
    }

    /// 8 groups of 32 numbers, each with a 6-bit scale and minimum: `d·scale·q - dmin·min`, q of 4 bits.
    static void q4k(byte[] in, int from, float[] out, int to, int blocks) {
        for (int block = 0; block < blocks; block++, from += 144, to += 256) {
            float d = half(in, from);
            float dmin = half(in, from + 2);
            for (int group = 0; group < 8; group++) {
                float scale = d * scale(in, from + 4, group);
                float min = dmin * min(in, from + 4, group);
                int bytes = from + 16 + group / 2 * 32;
                int shift = group % 2 * 4;
                for (int i = 0; i < 32; i++) out[to + group * 32 + i] = scale * (in[bytes + i] >> shift & 15) - min;
            }
        }
    }

    /// As Q4_K with a fifth bit: bit g of byte i belongs to number i of group g.
    static void q5k(byte[] in, int from, float[] out, int to, int blocks) {
        for (int block = 0; block < blocks; block++, from += 176, to += 256) {
            float d = half(in, from);
            float dmin = half(in, from + 2);
            for (int group = 0; group < 8; group++) {
                float scale = d * scale(in, from + 4, group);
                float min = dmin * min(in, from + 4, group);
                int bytes = from + 48 + group / 2 * 32;
                int shift = group % 2 * 4;
                for (int i = 0; i < 32; i++) {
                    int q = in[bytes + i] >> shift & 15 | (in[from + 16 + i] >> group & 1) << 4;
                    out[to + group * 32 + i] = scale * q - min;
                }
            }
        }
    }

    /// 16 groups of 16 numbers with 8-bit scales: `d·scale·(q - 32)`, q of 4 low and 2 high bits.
    static void q6k(byte[] in, int from, float[] out, int to, int blocks) {
        for (int block = 0; block < blocks; block++, from += 210, to += 256) {
            float d = half(in, from + 208);
            for (int group = 0; group < 16; group++) {
                float scale = d * in[from + 192 + group];
                int low = from + group / 8 * 64 + group % 4 * 16;
                int lowShift = group / 4 % 2 * 4;
                int high = from + 128 + group / 8 * 32 + group % 2 * 16;
                int highShift = group / 2 % 4 * 2;
                for (int i = 0; i < 16; i++) {
                    int q = in[low + i] >> lowShift & 15 | (in[high + i] >> highShift & 3) << 4;
                    out[to + group * 16 + i] = scale * (q - 32);
                }
            }
        }
    }

    /// Scale of group g among 12 packed bytes: 6 bits of byte g, or for the last four 4 bits of byte g + 4 and 2 of byte g - 4.
    private static int scale(byte[] in, int from, int group) {
        return group < 4 ? in[from + group] & 63 : in[from + group + 4] & 15 | in[from + group - 4] >> 2 & 48;
    }

    /// The minimum of group g, packed beside its scale.
    private static int min(byte[] in, int from, int group) {
        return group < 4 ? in[from + group + 4] & 63 : in[from + group + 4] >> 4 & 15 | in[from + group] >> 2 & 48;
    }

    private static float half(byte[] in, int at) {
        return Float.float16ToFloat((short) (in[at] & 0xFF | in[at + 1] << 8));
    }

    private static int int32(byte[] in, int at) {
        return in[at] & 0xFF | (in[at + 1] & 0xFF) << 8 | (in[at + 2] & 0xFF) << 16 | in[at + 3] << 24;
    }
}
