package dev.hone.curate.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Items that texts are compared with: how much of an item stands in a text.
public final class Contamination {
    /// Words that make a group, and the least part of an item's words that are in groups which a text has too, for the item to be in it.
    /// Source: Lambert et al. 2024, arXiv:2411.15124, section 3.2.
    public static final int GROUP = 8;
    public static final double SHARE = 0.5;

    /// Bits by which most groups of words are found to be in no item, without looking them up.
    private static final int FILTER = 1 << 22;

    private final int size;
    private final List<String> items = new ArrayList<>();
    private final List<Integer> words = new ArrayList<>();
    private final Map<Long, List<Place>> places = new HashMap<>();
    private final BitSet filter = new BitSet(FILTER);
    private final Map<Long, Integer> small = new HashMap<>();

    /// Where a group of words begins.
    private record Place(int item, int word) {}

    /// @param item  the name that it was added under
    /// @param share of its words that are in groups which the text has too
    public record Found(String item, double share) {}

    /// @param size words of a group, at least 1
    public Contamination(int size) {
        this.size = size;
    }

    /// @param name what it is called when it is found
    public void add(String name, String text) {
        long[] hashes = WordHashes.of(text);
        if (hashes.length == 0) return;
        long[] groups = WordHashes.groups(hashes, size);
        items.add(name);
        words.add(hashes.length);
        if (hashes.length < size) small.putIfAbsent(groups[0], items.size() - 1);
        else for (int i = 0; i < groups.length; i++) {
            places.computeIfAbsent(groups[i], _ -> new ArrayList<>()).add(new Place(items.size() - 1, i));
            filter.set((int) groups[i] & FILTER - 1);
        }
    }

    /// The item of which most stands in a text; empty where there is none, or the text is shorter than a group.
    public Optional<Found> worst(String text) {
        long[] hashes = WordHashes.of(text);
        if (hashes.length < size) return Optional.empty();
        Map<Integer, BitSet> covered = new HashMap<>();
        for (long group : WordHashes.groups(hashes, size)) {
            if (!filter.get((int) group & FILTER - 1)) continue;
            for (Place place : places.getOrDefault(group, List.of()))
                covered.computeIfAbsent(place.item, _ -> new BitSet()).set(place.word, place.word + size);
        }
        Found worst = null;
        for (var entry : covered.entrySet()) {
            double share = (double) entry.getValue().cardinality() / words.get(entry.getKey());
            if (worst == null || share > worst.share) worst = new Found(items.get(entry.getKey()), share);
        }
        return Optional.ofNullable(worst);
    }

    /// The item of fewer words than a group that is this text, word by word.
    public Optional<Found> same(String text) {
        long[] hashes = WordHashes.of(text);
        if (hashes.length == 0 || hashes.length >= size) return Optional.empty();
        return Optional.ofNullable(small.get(WordHashes.groups(hashes, size)[0])).map(item -> new Found(items.get(item), 1));
    }
}
