package dev.hone.cli.show;

import dev.hone.cli.console.Program;
import dev.hone.cli.console.SettingText;
import dev.hone.cli.rollout.GrpoCommand;
import dev.hone.cli.rollout.PpoCommand;
import dev.hone.cli.train.DpoCommand;
import dev.hone.cli.train.PretrainCommand;
import dev.hone.cli.train.RewardCommand;
import dev.hone.cli.train.SftCommand;
import dev.hone.settings.SettingJson;
import dev.hone.settings.SettingSpec;
import dev.hone.settings.SettingsReader;
import dev.hone.settings.UserError;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `hone show settings`: what run files may say, as a page or as data.
@Command(name = "settings", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Shows every setting of the commands that train: what it takes, its default and its meaning, as a page in Markdown.",
            "docs/run-file-reference.md is what it prints without a command."},
        footer = {"", "Examples:", "  hone show settings dpo", "  hone show settings > docs/run-file-reference.md", "  hone show settings sft --json"})
public final class ShowSettingsCommand implements Callable<Integer> {
    /// The commands that train, each with the settings that it reads.
    static final List<SettingsReader> TRAINING = List.of(
            new SettingsReader("hone sft", SftCommand.RECORDS),
            new SettingsReader("hone dpo", DpoCommand.RECORDS, DpoCommand.DEFAULTS),
            new SettingsReader("hone reward", RewardCommand.RECORDS, RewardCommand.DEFAULTS),
            new SettingsReader("hone grpo", GrpoCommand.RECORDS, GrpoCommand.DEFAULTS),
            new SettingsReader("hone ppo", PpoCommand.RECORDS, PpoCommand.DEFAULTS),
            new SettingsReader("hone pretrain", PretrainCommand.RECORDS, PretrainCommand.DEFAULTS));

    @Spec CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "Those of one command alone: sft, dpo, ...")
    String command;

    @Option(names = "--json", description = "One JSON object a setting: command, name, value, default, help.")
    boolean json;

    @Override public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (json) asked().forEach(reader -> print(reader, out));
        else out.print(new SettingsReference(asked()).markdown());
        out.flush();
        return Program.SUCCESS;
    }

    private List<SettingsReader> asked() {
        if (command == null) return TRAINING;
        List<SettingsReader> named = TRAINING.stream().filter(reader -> reader.command().equals("hone " + command)).toList();
        if (named.isEmpty()) throw new UserError("COMMAND is " + command + "; expected "
                + TRAINING.stream().map(reader -> reader.command().substring("hone ".length())).collect(Collectors.joining(", ")));
        return named;
    }

    private static void print(SettingsReader reader, PrintWriter out) {
        for (Class<? extends Record> record : reader.records()) for (SettingSpec setting : SettingSpec.of(record, reader.otherDefaults())) {
            ObjectNode row = JsonMapper.shared().createObjectNode().put("command", reader.command()).put("name", setting.name()).put("value", SettingText.label(setting.type()));
            row.set("default", SettingJson.of(setting.fallback()));
            out.println(row.put("help", setting.help() + SettingText.choices(setting.type())));
        }
    }
}
