package dev.hone.curate.pipeline;

import dev.hone.curate.text.Topics;
import dev.hone.data.text.Languages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// What the rows look like that are left: how many of which kind, how long, in which languages, and some to read.
public final class Portrait {
    /// Rows whose language and topic are told, those that are shown, and topics that are told apart.
    private static final int SAMPLE = 300, SHOWN = 5, TOPICS = 8;

    private final Map<String, Long> splits = new TreeMap<>(), kinds = new TreeMap<>();
    private final Lengths lengths = new Lengths();
    private final List<Candidate> sample = new ArrayList<>();
    private final SplittableRandom random;
    private long rows;

    /// @param seed decides which rows are looked at closely
    public Portrait(long seed) {
        random = new SplittableRandom(seed);
    }

    /// Each row that was seen is in the sample with the same probability.
    /// Source: Vitter 1985, "Random sampling with a reservoir", algorithm R.
    public void add(Candidate row, Lengths.Of length) {
        splits.merge(row.split(), 1L, Long::sum);
        kinds.merge(row.example().getClass().getSimpleName(), 1L, Long::sum);
        lengths.add(length);
        long place = rows < SAMPLE ? rows : random.nextLong(rows + 1);
        rows++;
        if (place == sample.size()) sample.add(row);
        else if (place < SAMPLE) sample.set((int) place, row);
    }

    /// Rows by the part of the output that they are in.
    public Map<String, Long> splits() {
        return splits;
    }

    /// Rows by what they teach: `ChatPreference`.
    public Map<String, Long> kinds() {
        return kinds;
    }

    public Lengths lengths() {
        return lengths;
    }

    /// How many rows of a sample are in which language, the most frequent first.
    public Map<String, Long> languages() {
        Map<String, Long> counts = new TreeMap<>();
        for (Candidate row : sample) if (Texts.has(row.example())) counts.merge(Languages.of(row.text(Part.ALL)).orElse("none"), 1L, Long::sum);
        Map<String, Long> sorted = new LinkedHashMap<>();
        counts.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed()).forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    /// What rows of a sample are about, by the words that tell it from the rest, the most frequent first.
    public Map<String, Long> topics() {
        List<String> texts = sample.stream().filter(row -> Texts.has(row.example())).map(row -> row.text(Part.ALL)).toList();
        Map<String, Long> topics = new LinkedHashMap<>();
        for (Topics.Topic topic : Topics.of(texts, TOPICS)) topics.merge(String.join(", ", topic.words()), (long) topic.texts(), Long::sum);
        return topics;
    }

    /// Some rows, as far as a person wants to read them, by the place that they came from.
    public List<StepAccount.Excerpt> shown() {
        return sample.stream().limit(SHOWN).map(row -> new StepAccount.Excerpt(row.where(), "", Excerpts.of(row))).toList();
    }
}
