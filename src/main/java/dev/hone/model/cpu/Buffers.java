package dev.hone.model.cpu;

import dev.hone.tensor.kernel.Floats;

/// Room for what the layers compute on the way. Layers run one after another, so all of them share one buffer for each
/// purpose; it grows to the largest batch and stays.
final class Buffers {
    /// One purpose's memory; what it holds is overwritten by the next layer that has the same purpose.
    static final class Buffer {
        private Floats memory;

        Floats atLeast(int length) {
            memory = Floats.atLeast(memory, length);
            return memory;
        }
    }

    final Buffer hidden = new Buffer();
    final Buffer normed = new Buffer();
    final Buffer normedAfter = new Buffer();
    final Buffer projected = new Buffer();
    final Buffer queries = new Buffer();
    final Buffer attended = new Buffer();
    final Buffer output = new Buffer();
    final Buffer folded = new Buffer();
    final Buffer foldedNormed = new Buffer();
    final Buffer unfolded = new Buffer();
    final Buffer gateUp = new Buffer();
    final Buffer down = new Buffer();
    final Buffer routed = new Buffer();
    final Buffer gathered = new Buffer();
    final Buffer mixed = new Buffer();
    final Buffer logits = new Buffer();
}
