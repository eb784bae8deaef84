import dev.hone.reward.Reward;
import dev.hone.reward.RewardRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// The share of the row's `words` that stand in the answer; 0 for an answer that is no sentence, is longer than 25 words, or copies four words in a row
/// from the prompt, as the task itself holds all the words.
public final class Mentions implements Reward {
    private static final Pattern WORD = Pattern.compile("\\p{L}+");
    private static final int LONGEST = 25;
    private static final int COPIED = 4;

    @Override public double[] score(List<RewardRequest> answers) {
        return answers.stream().mapToDouble(Mentions::score).toArray();
    }

    private static double score(RewardRequest answer) {
        List<String> said = words(answer.answer());
        if (said.size() > LONGEST || !answer.answer().strip().endsWith(".") || copies(said, words(answer.promptText()))) return 0;
        List<String> wanted = answer.column("words").valueStream().map(JsonNode::asString).toList();
        return (double) wanted.stream().filter(said::contains).count() / wanted.size();
    }

    private static boolean copies(List<String> said, List<String> prompt) {
        return IntStream.rangeClosed(0, said.size() - COPIED).anyMatch(i -> Collections.indexOfSubList(prompt, said.subList(i, i + COPIED)) >= 0);
    }

    private static List<String> words(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
    }
}
