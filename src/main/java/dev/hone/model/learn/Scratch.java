package dev.hone.model.learn;

import dev.hone.tensor.kernel.Dropout;
import dev.hone.tensor.kernel.Floats;

/// Room that the layers use one after another, each for the length of a call; it grows to the largest batch and stays.
/// It also carries what the pass at hand leaves out.
final class Scratch {
    private final Floats[] rooms = new Floats[Use.values().length];
    private Dropout dropout;
    private boolean adapter = true;

    /// What a piece of room is for. Two uses of one name never overlap in time.
    enum Use { NORMED, PRODUCT, GATE_SLOPE, ADDED, ATTENDED_SLOPE, QUERY_SLOPE, KEY_SLOPE, VALUE_SLOPE, KEY_SLOPE_BY_HEAD, VALUE_SLOPE_BY_HEAD,
        NORMED_SLOPE, SLOPE, PARTIAL_SUMS, LOW_RANK, LOW_RANK_SLOPE, DROPPED, MASK, HEAD_ROWS, HEAD_NORMED, HEAD_SLOPE, LOGITS }

    /// What this pass leaves out of adapters' inputs; null for nothing.
    Dropout dropout() {
        return dropout;
    }

    void dropout(Dropout ofThisPass) {
        dropout = ofThisPass;
    }

    /// Whether adapters take part in this pass.
    boolean adapter() {
        return adapter;
    }

    void adapter(boolean takesPart) {
        adapter = takesPart;
    }

    /// Gives the memory back until the next pass.
    void release() {
        for (Floats room : rooms) if (room != null) room.release();
    }

    Floats room(Use use, long length) {
        int at = use.ordinal();
        rooms[at] = Floats.atLeast(rooms[at], Math.toIntExact(length));
        return rooms[at];
    }
}
