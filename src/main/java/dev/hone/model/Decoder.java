package dev.hone.model;

import java.util.List;

/// A model that continues token sequences: it keeps what it has read in caches and answers with the next token's logits.
///
/// What a sequence gets depends on its own ids alone: neither on the other steps of a call, nor on how its ids were cut
/// into calls, to the last bit.
public interface Decoder {
    /// An empty sequence. Its memory grows page by page and is given back by [KvCache#close].
    KvCache newCache();

    /// Appends the ids of each step to its cache and computes what could come next.
    ///
    /// @param steps at least one; each with at least one id and a cache of its own
    /// @return logits after the last id of each step, `[steps][V]` row by row; the array is used again by the next call
    float[] next(List<Step> steps);

    int vocabularySize();

    /// Ids to append to the sequence of a cache.
    record Step(KvCache cache, int[] ids) {}
}
