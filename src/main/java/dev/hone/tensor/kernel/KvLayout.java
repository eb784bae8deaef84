package dev.hone.tensor.kernel;

/// How one page of a sequence's past lies in memory: [#PAGE] positions, all layers.
///
/// Per layer and head, keys lie as panels `[PAGE / P][Dk][P]` and values as panels `[Dv / P][PAGE][P]`, so that scores
/// and weighted sums are the same panel products as the layers' own. Value width is rounded up to whole panels.
/// @param layers    layers that keep keys and values
/// @param heads     key-value heads
/// @param keyDim    numbers of a key
/// @param valueDim  numbers of a value
public record KvLayout(int layers, int heads, int keyDim, int valueDim) {
    /// Positions of a page; a multiple of every panel width, and part of the order of sums, so the same on all machines.
    public static final int PAGE = 64;
    static final int P = Float32Tiles.WIDTH;

    int paddedValueDim() {
        return (valueDim + P - 1) / P * P;
    }

    private int headFloats() {
        return PAGE * (keyDim + paddedValueDim());
    }

    /// Floats of a page.
    public int pageFloats() {
        return Math.multiplyExact(Math.multiplyExact(layers, heads), headFloats());
    }

    /// Where a head's keys begin in a page.
    int keys(int layer, int head) {
        return (layer * heads + head) * headFloats();
    }

    int values(int layer, int head) {
        return keys(layer, head) + PAGE * keyDim;
    }

    /// Writes one position's key and value of a head.
    /// @param slot position inside the page
    public void store(Floats page, int layer, int head, int slot, Floats key, int keyStart, Floats value, int valueStart) {
        int keyPanel = keys(layer, head) + slot / P * keyDim * P + slot % P;
        for (int d = 0; d < keyDim; d++) page.set(keyPanel + (long) d * P, key.get(keyStart + d));
        int first = values(layer, head) + slot * P;
        for (int d = 0; d < valueDim; d += P) {
            page.copyFrom(first + d * PAGE, value, valueStart + d, Math.min(P, valueDim - d));
        }
    }

    /// Copies the first `slots` positions of one page to another.
    public void copySlots(Floats from, Floats to, int slots) {
        for (int block = 0; block < layers * heads; block++) {
            int keys = block * headFloats();
            for (int at = 0; at < PAGE / P * keyDim; at++) {
                int panel = at / keyDim;
                int count = Math.min(P, slots - panel * P);
                if (count > 0) to.copyFrom(keys + at * P, from, keys + at * P, count);
            }
            int values = keys + PAGE * keyDim;
            for (int panel = 0; panel < paddedValueDim() / P; panel++) {
                to.copyFrom(values + panel * PAGE * P, from, values + panel * PAGE * P, slots * P);
            }
        }
    }
}
