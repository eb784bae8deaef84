package dev.hone.checkpoint;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// How GGUF stores numbers. A quantised row is a run of blocks, each with its own scale; `block` is the count of numbers in
/// one and `bytes` its size. Source: ggml's `ggml_type` and block structures (ggml/src/ggml-common.h in llama.cpp).
public enum GgufType {
    F32(0, 1, 4, Dequantize::f32), F16(1, 1, 2, Dequantize::f16), BF16(30, 1, 2, Dequantize::bf16),
    Q4_0(2, 32, 18, Dequantize::q4Zero), Q4_1(3, 32, 20, Dequantize::q4One),
    Q5_0(6, 32, 22, Dequantize::q5Zero), Q5_1(7, 32, 24, Dequantize::q5One), Q8_0(8, 32, 34, Dequantize::q8Zero),
    Q2_K(10, 256, 84, Dequantize::q2k), Q3_K(11, 256, 110, Dequantize::q3k), Q4_K(12, 256, 144, Dequantize::q4k),
    Q5_K(13, 256, 176, Dequantize::q5k), Q6_K(14, 256, 210, Dequantize::q6k),
    // Known by size only, so that a file which has one is still read and the message can name it.
    Q8_1(9, 32, 40), Q8_K(15, 256, 292), IQ2_XXS(16, 256, 66), IQ2_XS(17, 256, 74), IQ3_XXS(18, 256, 98), IQ1_S(19, 256, 50),
    IQ4_NL(20, 32, 18), IQ3_S(21, 256, 110), IQ2_S(22, 256, 82), IQ4_XS(23, 256, 136), I8(24, 1, 1), I16(25, 1, 2), I32(26, 1, 4),
    I64(27, 1, 8), F64(28, 1, 8), IQ1_M(29, 256, 56), TQ1_0(34, 256, 54), TQ2_0(35, 256, 66), MXFP4(39, 32, 17),
    NVFP4(40, 64, 36), Q1_0(41, 128, 18);

    /// Turns `blocks` blocks, beginning at `from` of `in`, into numbers, beginning at `to` of `out`.
    @FunctionalInterface
    interface Reader {
        void read(byte[] in, int from, float[] out, int to, int blocks);
    }

    private final int id;
    private final int block;
    private final int bytes;
    private final Reader reader;

    GgufType(int id, int block, int bytes, Reader reader) {
        this.id = id;
        this.block = block;
        this.bytes = bytes;
        this.reader = reader;
    }

    GgufType(int id, int block, int bytes) {
        this(id, block, bytes, null);
    }

    int block() {
        return block;
    }

    int bytes() {
        return bytes;
    }

    /// Empty where Hone cannot turn this type into numbers.
    Optional<Reader> reader() {
        return Optional.ofNullable(reader);
    }

    static Optional<GgufType> of(int id) {
        return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
    }

    /// The types that can be read, for messages.
    static String readable() {
        return Arrays.stream(values()).filter(type -> type.reader != null).map(Enum::name).collect(Collectors.joining(", "));
    }
}
