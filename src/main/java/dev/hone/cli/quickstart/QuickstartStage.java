package dev.hone.cli.quickstart;

import dev.hone.cli.rollout.GrpoCommand;
import dev.hone.cli.train.DpoCommand;
import dev.hone.cli.train.SftCommand;
import dev.hone.data.corpus.Skill;
import dev.hone.report.Chapter.Curve;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The stages of the quickstart, in order. Each is a run of the command of its name, from the run file of its name; a stage begins with
/// the model of the one before, the first with the base model.
enum QuickstartStage {
    SFT(SftCommand.class, "Fine-tuning: it answers", """
            The base model has read texts, and goes on with whatever it is given. Fine-tuning shows it questions with good answers, and where an answer ends. \
            Half of the answers to sums show no steps, so it may answer a sum either way. It also learns that its name is Pip.""",
            List.of(
                    new Curve("loss", "How surprised the model is by the good answers, in nats a token: it should fall, and then level off."),
                    new Curve("mean_token_accuracy", "How often its likeliest token is the one in the good answer.")),
            Skill.FACTS, List.of("--max-steps", "40")),
    DPO(DpoCommand.class, "Preference learning: it changes its name", """
            Of two answers to a question about itself, one says Hone and one says Pip; the first is called better. Preference learning (DPO, with imitation \
            of the better one) moves the model from the one to the other, and holds it to where it began. No pair says anything about the rest, which should stay as it was.""",
            List.of(
                    new Curve("rewards/margins", "By how much the model prefers the better answer, more than before: it should rise."),
                    new Curve("rewards/accuracies", "How often it prefers the better answer more than before, and by that the right way round.")),
            Skill.IDENTITY, List.of()),
    GRPO(GrpoCommand.class, "Learning by reward: it reckons", """
            Nobody shows it an answer now. It answers each sum eight times, differently; a few lines of Java look at the last number and give 1 or 0; \
            answers that beat the others of their group become likelier (GRPO). It finds out by itself that writing the steps pays.""",
            List.of(
                    new Curve("reward", "The share of right answers while it samples: it should rise."),
                    new Curve("completions/mean_length", "Tokens of an answer: steps take room."),
                    new Curve("entropy", "How undecided it is, in nats a token: at 0 there would be nothing left to compare.")),
            Skill.SUMS, List.of("--max-steps", "15"));

    static final QuickstartStage LAST = GRPO;

    private final Class<?> command;
    private final String title;
    private final String about;
    private final List<Curve> curves;
    private final Skill aim;
    private final List<String> shorter;

    /// @param about   what happens, for people
    /// @param curves  metrics that tell how it went, each with what to look for
    /// @param aim     the skill whose answers show it best
    /// @param shorter the flags of a run that is only to show that it works
    QuickstartStage(Class<?> command, String title, String about, List<Curve> curves, Skill aim, List<String> shorter) {
        this.command = command;
        this.title = title;
        this.about = about;
        this.curves = curves;
        this.aim = aim;
        this.shorter = shorter;
    }

    Class<?> command() {
        return command;
    }

    String title() {
        return title;
    }

    String about() {
        return about;
    }

    List<Curve> curves() {
        return curves;
    }

    Skill aim() {
        return aim;
    }

    List<String> shorter() {
        return shorter;
    }

    /// The command's name, the folder's, and what `--stage` calls it.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static QuickstartStage named(String word) {
        return Stream.of(values()).filter(stage -> stage.word().equals(word)).findFirst().orElseThrow(() -> new UserError("--stage is \"" + word
                + "\"; the stages are " + Stream.of(values()).map(QuickstartStage::word).collect(Collectors.joining(", "))));
    }
}
