package dev.hone.eval.benchmark;

import dev.hone.eval.Benchmark;
import dev.hone.eval.Item;
import dev.hone.eval.Standing;
import dev.hone.eval.Verdict;
import dev.hone.eval.Verdict.Mark;
import dev.hone.eval.python.PythonPattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Hard questions of users, where a judge compares the model's answer with a baseline's twice: the baseline is A in the first
/// game and B in the second. A verdict of "much better" counts three times. The score is the mean over all games without
/// control of style; its interval is the mean's, where officially 100 bootstraps are drawn.
/// Source: Li et al. 2024, arXiv:2406.11939; lmarena/arena-hard-auto, `get_score` and `show_result.py`.
public final class ArenaHard implements Benchmark {
    private static final List<Pattern> VERDICT = List.of(PythonPattern.of("\\[\\[([AB<>=]+)\\]\\]"), PythonPattern.of("\\[([AB<>=]+)\\]"));
    private static final List<Double> WIN = List.of(1.0), LOSS = List.of(0.0), TIE = List.of(0.5);
    /// What A gets.
    private static final Map<String, List<Double>> SCORES = Map.of("A>B", WIN, "B<A", WIN, "A>>B", Collections.nCopies(3, 1.0), "B<<A", Collections.nCopies(3, 1.0),
            "A=B", TIE, "B=A", TIE, "A<B", LOSS, "B>A", LOSS, "A<<B", Collections.nCopies(3, 0.0), "B>>A", Collections.nCopies(3, 0.0));

    @Override public String name() {
        return "arena-hard";
    }

    @Override public Standing standing() {
        return Standing.exact("lmarena/arena-hard-auto 196f6b8, without style control");
    }

    /// @param item one `judgment`; or `game1` and `game2`, the labels of both games; or `games` with a `judgment` each
    @Override public Verdict grade(Item item) {
        ObjectNode fields = JsonMapper.shared().createObjectNode();
        if (!item.absent("judgment")) return new Verdict(fields.put("result", label(item.text("judgment"))), List.of());
        if (item.absent("games")) return battle(item.text("game1", null), item.text("game2", null), fields);
        List<Item> games = item.items("games");
        if (games.size() != 2) throw item.wrong("games", "two games, the baseline first in one and the model in the other");
        return battle(label(games.getFirst().text("judgment")), label(games.getLast().text("judgment")), fields);
    }

    private static String label(String judgment) {
        String text = judgment.toUpperCase(Locale.ROOT);
        for (Pattern pattern : VERDICT) {
            List<MatchResult> found = pattern.matcher(text).results().toList();
            if (!found.isEmpty()) return found.getLast().group(1);
        }
        return null;
    }

    /// A game without a known label drops the whole row.
    private static Verdict battle(String game1, String game2, ObjectNode fields) {
        if (game1 == null || game2 == null || !SCORES.containsKey(game1) || !SCORES.containsKey(game2)) return new Verdict(fields.putNull("result"), List.of());
        List<Double> scores = new ArrayList<>(SCORES.get(game2));
        SCORES.get(game1).forEach(baselines -> scores.add(1 - baselines));
        ArrayNode result = fields.putArray("result");
        scores.forEach(result::add);
        return new Verdict(fields, scores.stream().map(score -> new Mark("win_rate", score)).toList());
    }
}
