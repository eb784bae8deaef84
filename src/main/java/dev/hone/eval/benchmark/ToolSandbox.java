package dev.hone.eval.benchmark;

import dev.hone.data.Json;
import dev.hone.eval.DataSource;
import dev.hone.eval.Dialogue;
import dev.hone.eval.Item;
import dev.hone.eval.MultiTurn;
import dev.hone.eval.Question;
import dev.hone.eval.Standing;
import dev.hone.eval.SuiteFiles;
import dev.hone.eval.Verdict;
import dev.hone.eval.Verdict.Mark;
import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Sampling;
import dev.hone.eval.milestone.ColumnMeasure;
import dev.hone.eval.milestone.Milestones;
import dev.hone.eval.milestone.RougeL;
import dev.hone.eval.milestone.TableMeasure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Conversations in which a model changes a phone's settings, contacts, messages and reminders by tools. A scenario names states
/// that the tables should pass through, its milestones, and states that they must never be in, its minefields. The score is how
/// well the milestones are met, and 0 where any minefield is.
/// Source: Lu et al. 2024, arXiv:2408.04682; apple/ToolSandbox.
public final class ToolSandbox implements MultiTurn {
    /// Wednesday, 7 January 2026, 09:00 UTC: the time of scenarios that name none.
    static final double NOW = 1_767_776_400;
    private static final String SCENARIOS = "toolsandbox/scenarios.jsonl";

    private final SuiteFiles files;

    public ToolSandbox(SuiteFiles files) {
        this.files = files;
    }

    @Override public String name() {
        return "toolsandbox";
    }

    @Override public Standing standing() {
        return Standing.exact("apple/ToolSandbox 165848b, measures of tables and of texts");
    }

    @Override public Standing standingAsked() {
        return Standing.experimental(standing().source() + "; the scenarios are ours or yours, and the phone is written anew");
    }

    @Override public DataSource data() {
        return DataSource.file("apple/ToolSandbox", SCENARIOS);
    }

    /// The user's scenarios, or else ours.
    @Override public List<Item> ownRows() {
        return files.has(SCENARIOS) ? items(files.text(SCENARIOS), SCENARIOS) : items(ours(), "scenarios.jsonl");
    }

    private static String ours() {
        try (InputStream in = ToolSandbox.class.getResourceAsStream("scenarios.jsonl")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Item> items(String lines, String file) {
        List<Item> items = new ArrayList<>();
        int number = 0;
        for (String line : lines.split("\n")) {
            number++;
            if (!line.isBlank()) items.add(new Item((ObjectNode) Json.MAPPER.readTree(line), file + ":" + number));
        }
        return items;
    }

    @Override public boolean needsUser() {
        return true;
    }

    /// The user's first words.
    @Override public String words(Item row) {
        return row.items("messages").stream().filter(message -> message.text("sender").equals("USER")).map(message -> message.text("content")).collect(Collectors.joining("\n"));
    }

    @Override public Sampling sampling() {
        return Sampling.greedy(2048);
    }

    /// @param question a scenario: `messages` up to the user's first words, `snapshots` for each of them, the first with all tables, and what is judged by;
    ///                 perhaps `tools`, the names of those that the model is offered, and `now`, the time in seconds since 1970
    @Override public Dialogue begin(Question question, Respondents who) {
        return new ToolSandboxTalk(question.row(), who.neededUser());
    }

    /// @param item a conversation: `milestones`, `edges`, `minefields`, `minefield_edges`, `messages`, `snapshots` and perhaps `categories`; or, with
    ///             `kind`, two things to compare: `rouge_l`, `tool_trace`, or a measure of tables such as `addition_similarity`
    @Override public Verdict grade(Item item) {
        String kind = item.text("kind", "conversation");
        return switch (kind) {
            case "conversation" -> conversation(item);
            case "rouge_l" -> {
                RougeL rouge = RougeL.of(item.text("target"), item.text("prediction"));
                yield compared(fields().put("precision", rouge.precision()).put("recall", rouge.recall()).put("fmeasure", rouge.fmeasure()), rouge.fmeasure());
            }
            case "tool_trace" -> similarity(ColumnMeasure.toolTrace(item.fields().path("golden"), item.fields().path("traces"), Map.of()) ? 1 : 0);
            default -> similarity(TableMeasure.named(kind, item, "kind").usually(item.text("namespace"), rows(item, "snapshot"), rows(item, "target"), rows(item, "reference")));
        };
    }

    private static ObjectNode fields() {
        return JsonMapper.shared().createObjectNode();
    }

    private static List<ObjectNode> rows(Item item, String field) {
        return item.absent(field) ? List.of() : item.items(field).stream().map(Item::fields).toList();
    }

    private static Verdict similarity(double similarity) {
        return compared(fields().put("similarity", similarity), similarity);
    }

    private static Verdict compared(ObjectNode fields, double similarity) {
        return new Verdict(fields, List.of(new Mark("similarity", similarity)));
    }

    private static Verdict conversation(Item item) {
        Milestones milestones = Milestones.of(item, "milestones", "edges"), minefields = Milestones.of(item, "minefields", "minefield_edges");
        Milestones.Match met = milestones.in(item), stepped = minefields.in(item);
        double reached = milestones.isEmpty() ? 1 : met.likeness(), similarity = stepped.likeness() == 0 ? reached : 0;
        ObjectNode fields = fields().put("milestone_similarity", reached).put("minefield_similarity", stepped.likeness()).put("similarity", similarity).put("turn_count", Milestones.turns(item));
        ObjectNode places = fields.putObject("milestone_mapping");
        met.byMilestone().forEach((milestone, place) -> places.putArray(Integer.toString(milestone)).add(place.message()).add(place.likeness()));
        List<Mark> marks = new ArrayList<>(List.of(new Mark("similarity", similarity)));
        if (!item.absent("categories")) item.texts("categories").forEach(category -> marks.add(new Mark("similarity_" + category, similarity)));
        return new Verdict(fields, marks);
    }
}
