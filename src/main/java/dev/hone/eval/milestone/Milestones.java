package dev.hone.eval.milestone;

import dev.hone.eval.Item;
import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// States that a conversation should pass through, some before others, or as minefields never. Each is given to one message, in
/// an order that the edges allow, so that the sum of their likeness is greatest; the score is the mean.
///
/// A milestone's likeness is the geometric mean over its constraints. Tables that neither it nor what it follows speaks of must
/// be unchanged: such guardrails make it 0 and do not enter the mean.
/// Source: Lu et al. 2024, arXiv:2408.04682; rules of ToolSandbox 165848b.
/// @param constraints for each milestone its constraints, guardrails among them
/// @param earlier     for each milestone those that must come before it
public record Milestones(List<List<Constraint>> constraints, List<Set<Integer>> earlier) {
    private static final List<String> GUARDED = List.of("SETTING", "CONTACT", "MESSAGING", "REMINDER");

    /// A milestone's place in the conversation.
    /// @param message  the message after which it is met best
    /// @param likeness from 0 to 1
    public record Met(int message, double likeness) {}

    /// @param byMilestone where each milestone was met
    /// @param likeness    the mean over milestones
    public record Match(Map<Integer, Met> byMilestone, double likeness) {}

    /// @param scenario the row
    /// @param field    `milestones` or `minefields`: for each a list of constraints, or an object with `constraints` and perhaps
    ///                 `guardrail_database_list` or `guardrail_database_exclusion_list`; absent for none
    /// @param edges    the field with pairs of places, the first before the second; absent for one after the other
    public static Milestones of(Item scenario, String field, String edges) {
        if (scenario.absent(field)) return new Milestones(List.of(), List.of());
        List<Item> milestones = new ArrayList<>();
        for (var each : scenario.list(field)) {
            var fields = scenario.fields().objectNode();
            if (each instanceof ObjectNode object) fields.setAll(object);
            else fields.set("constraints", each);
            milestones.add(new Item(fields, scenario.where() + ": " + field + "[" + milestones.size() + "]"));
        }
        List<Set<Integer>> earlier = earlier(scenario, edges, milestones.size());
        List<List<Constraint>> stated = milestones.stream().map(each -> each.items("constraints").stream().map(Constraint::of).toList()).toList();
        List<List<Constraint>> guarded = new ArrayList<>();
        for (int i = 0; i < stated.size(); i++) {
            if (stated.get(i).stream().allMatch(Constraint::guards)) throw milestones.get(i).wrong("constraints", "at least one that is no guardrail");
            guarded.add(Stream.concat(stated.get(i).stream(), guardrails(milestones.get(i), i, stated, earlier.get(i)).stream()).toList());
        }
        return new Milestones(guarded, earlier);
    }

    private static List<Set<Integer>> earlier(Item scenario, String edges, int count) {
        List<Set<Integer>> earlier = new ArrayList<>();
        for (int i = 0; i < count; i++) earlier.add(scenario.absent(edges) && i > 0 ? Set.of(i - 1) : new HashSet<>());
        if (scenario.absent(edges)) return earlier;
        for (var edge : scenario.list(edges)) {
            int from = edge.path(0).asInt(-1), to = edge.path(1).asInt(-1);
            if (from < 0 || to < 0 || from >= count || to >= count) throw new UserError(scenario.where() + ": " + edges + " has " + edge + "; expected two places from 0 to " + (count - 1));
            earlier.get(to).add(from);
        }
        return earlier;
    }

    /// What must not have changed since the milestones that this one follows or refers to.
    private static List<Constraint> guardrails(Item milestone, int place, List<List<Constraint>> stated, Set<Integer> earlier) {
        Set<Integer> since = new LinkedHashSet<>(earlier);
        stated.get(place).stream().map(Constraint::reference).filter(reference -> reference != Constraint.NONE).forEach(since::add);
        Set<String> tables = new LinkedHashSet<>(milestone.absent("guardrail_database_list") ? GUARDED : milestone.texts("guardrail_database_list"));
        if (!milestone.absent("guardrail_database_exclusion_list")) milestone.texts("guardrail_database_exclusion_list").forEach(tables::remove);
        tables.remove(History.MESSAGES);
        Set<Integer> speaking = new HashSet<>(since);
        speaking.add(place);
        // the official code takes the start, -1, for the last milestone here
        for (int each : speaking) stated.get(each == Constraint.START ? stated.size() - 1 : each).stream().filter(constraint -> !constraint.guards()).map(Constraint::table).forEach(tables::remove);
        return since.stream().flatMap(reference -> tables.stream().map(table -> Constraint.guardrail(table, reference))).toList();
    }

    /// @param conversation `messages` and `snapshots`: for each message the rows of the tables that it changed, the first all
    public Match in(Item conversation) {
        return constraints.isEmpty() ? new Match(Map.of(), 0) : new Search(History.of(conversation)).match();
    }

    /// How many messages of a conversation count.
    public static int turns(Item conversation) {
        return History.turns(conversation);
    }

    public boolean isEmpty() {
        return constraints.isEmpty();
    }

    /// Goes through all orders and places, the likeliest first, and leaves out what cannot become better than the best so far.
    private final class Search {
        private final History history;
        private final Map<List<Object>, Double> known = new HashMap<>();

        Search(History history) {
            this.history = history;
        }

        private record Choice(int milestone, Met met) {}

        /// Milestones that have a place, in the order of their places.
        private record Path(List<Choice> choices, double sum) {
            Path with(Choice choice) {
                return new Path(Stream.concat(choices.stream(), Stream.of(choice)).toList(), sum + choice.met.likeness);
            }
        }

        Match match() {
            Map<Integer, Met> places = new TreeMap<>();
            Path best = best(new Path(List.of(), 0));
            best.choices.forEach(choice -> places.put(choice.milestone, choice.met));
            return new Match(places, best.sum / constraints.size());
        }

        private Path best(Path so) {
            int left = constraints.size() - so.choices.size();
            if (left == 0) return so;
            Path best = new Path(List.of(), -1);
            for (Choice choice : choices(so)) {
                if (so.sum + choice.met.likeness + left - 1 <= best.sum) continue;
                Path path = best(so.with(choice));
                if (path.sum > best.sum) best = path;
            }
            return best;
        }

        private List<Choice> choices(Path so) {
            Map<Integer, Integer> places = new HashMap<>(Map.of(Constraint.START, history.first()));
            so.choices.forEach(choice -> places.put(choice.milestone, choice.met.message));
            int from = so.choices.isEmpty() ? history.first() : so.choices.getLast().met.message;
            return IntStream.range(0, constraints.size()).filter(i -> !places.containsKey(i) && places.keySet().containsAll(earlier.get(i))).boxed()
                    .flatMap(i -> IntStream.range(from, history.size()).mapToObj(message -> new Choice(i, new Met(message, likeness(i, message, places)))))
                    .sorted(Comparator.comparingDouble((Choice choice) -> -choice.met.likeness).thenComparingInt(Choice::milestone).thenComparingInt(choice -> choice.met.message))
                    .toList();
        }

        private double likeness(int milestone, int message, Map<Integer, Integer> places) {
            double product = 1;
            int counted = 0;
            for (Constraint constraint : constraints.get(milestone)) {
                Integer before = constraint.reference() == Constraint.NONE ? Integer.valueOf(Constraint.NONE) : places.get(constraint.reference());
                if (before == null) throw new UserError("milestone " + milestone + " refers to milestone " + constraint.reference() + ", which need not come before it; expected an edge between them");
                product *= known.computeIfAbsent(List.of(constraint, message, before), _ -> constraint.likeness(history.table(constraint.table(), message),
                        before == Constraint.NONE ? List.of() : history.table(constraint.table(), before)));
                if (!constraint.guards()) counted++;
            }
            return Math.pow(product, 1.0 / counted);
        }
    }
}
