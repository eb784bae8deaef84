package dev.hone.curate.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// What texts are about: groups of texts that have rare words in common, and the words that tell them apart. A word weighs `(1 + ln n) ln(N / d)`, where it
/// comes `n` times in a text and in `d` of `N` texts; texts are put together by the cosine of their weights, around centres that begin far from each other.
/// Source: Dhillon, Modha 2001, "Concept decompositions for large sparse text data using clustering". Words are what stands between spaces.
public final class Topics {
    private static final Pattern WORD = Pattern.compile("\\p{L}{3,}");
    private static final int ROUNDS = 20, NAMES = 4;
    /// The largest part of the texts that a word may be in, which tells something.
    private static final double COMMON = 0.5;

    /// @param words that tell it from the others, the strongest first
    /// @param texts how many are about it
    public record Topic(List<String> words, int texts) {}

    private final List<String> vocabulary;
    /// Of each text that has telling words, their places in the vocabulary and their weights, of length 1.
    private final List<Weights> texts = new ArrayList<>();

    private record Weights(int[] words, double[] weights) {
        double dot(double[] centre) {
            double sum = 0;
            for (int i = 0; i < words.length; i++) sum += weights[i] * centre[words[i]];
            return sum;
        }

        void addTo(double[] centre) {
            for (int i = 0; i < words.length; i++) centre[words[i]] += weights[i];
        }
    }

    private Topics(List<String> texts) {
        List<Map<String, Integer>> counts = texts.stream().map(Topics::counts).toList();
        Map<String, Integer> in = new TreeMap<>();
        for (Map<String, Integer> words : counts) for (String word : words.keySet()) in.merge(word, 1, Integer::sum);
        in.values().removeIf(count -> count < 2 || count > COMMON * texts.size());
        vocabulary = List.copyOf(in.keySet());
        Map<String, Integer> places = new HashMap<>();
        for (String word : vocabulary) places.put(word, places.size());
        for (Map<String, Integer> words : counts) {
            List<String> telling = words.keySet().stream().filter(in::containsKey).toList();
            double[] weights = telling.stream().mapToDouble(word -> (1 + Math.log(words.get(word))) * Math.log((double) texts.size() / in.get(word))).toArray();
            if (weights.length > 0) this.texts.add(new Weights(telling.stream().mapToInt(places::get).toArray(), unit(weights)));
        }
    }

    private static Map<String, Integer> counts(String text) {
        Map<String, Integer> counts = new TreeMap<>();
        WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).forEach(word -> counts.merge(word, 1, Integer::sum));
        return counts;
    }

    /// The topics of these texts, the most frequent first. Texts without a word that others have too are about none.
    /// @param most topics at most
    public static List<Topic> of(List<String> texts, int most) {
        return new Topics(texts).around(most);
    }

    private List<Topic> around(int most) {
        double[][] centres = first(most);
        int[] nearest = new int[texts.size()], before;
        for (int round = 0; round < ROUNDS; round++) {
            before = nearest;
            nearest = nearest(centres);
            if (round > 0 && Arrays.equals(before, nearest)) break;
            centres = means(nearest, centres.length);
        }
        List<Topic> topics = new ArrayList<>();
        for (int topic = 0; topic < centres.length; topic++) {
            int wanted = topic;
            int count = (int) Arrays.stream(nearest).filter(found -> found == wanted).count();
            if (count > 0) topics.add(new Topic(names(centres[topic]), count));
        }
        topics.sort(Comparator.comparingInt(Topic::texts).reversed());
        return topics;
    }

    /// The first text, and one after another the one that is least like those taken, as long as it is not like one of them.
    private double[][] first(int most) {
        List<double[]> centres = new ArrayList<>();
        for (int next = 0; next >= 0 && next < texts.size() && centres.size() < most; next = farthest(centres)) {
            double[] centre = new double[vocabulary.size()];
            texts.get(next).addTo(centre);
            centres.add(centre);
        }
        return centres.toArray(double[][]::new);
    }

    private int farthest(List<double[]> centres) {
        double[] likeness = texts.stream().mapToDouble(text -> centres.stream().mapToDouble(text::dot).max().orElseThrow()).toArray();
        return IntStream.range(0, likeness.length).filter(i -> likeness[i] < 0.5).boxed().min(Comparator.comparingDouble(i -> likeness[i])).orElse(-1);
    }

    private int[] nearest(double[][] centres) {
        return texts.stream().mapToInt(text -> IntStream.range(0, centres.length).boxed().max(Comparator.comparingDouble((Integer i) -> text.dot(centres[i]))
                .thenComparing(Comparator.reverseOrder())).orElseThrow()).toArray();
    }

    private double[][] means(int[] nearest, int count) {
        double[][] centres = new double[count][vocabulary.size()];
        for (int text = 0; text < nearest.length; text++) texts.get(text).addTo(centres[nearest[text]]);
        return Arrays.stream(centres).map(Topics::unit).toArray(double[][]::new);
    }

    private static double[] unit(double[] vector) {
        double length = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
        return length == 0 ? vector : Arrays.stream(vector).map(x -> x / length).toArray();
    }

    private List<String> names(double[] centre) {
        return IntStream.range(0, centre.length).filter(i -> centre[i] > 0).boxed().sorted(Comparator.comparingDouble((Integer i) -> -centre[i]).thenComparingInt(i -> i))
                .limit(NAMES).map(vocabulary::get).toList();
    }
}
