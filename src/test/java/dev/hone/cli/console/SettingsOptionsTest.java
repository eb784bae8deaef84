package dev.hone.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.settings.GivenSetting;
import dev.hone.settings.Help;
import dev.hone.settings.SettingJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

class SettingsOptionsTest {
    enum Strategy { NO, STEPS }

    @Help("How the model is trained")
    record Training(@Help("how far a step goes") double learningRate, boolean packing, @Help("when to save") Strategy saveStrategy) {
        static final Training DEFAULTS = new Training(2e-5, false, Strategy.STEPS);
    }

    record Lora(@Help("which layers") List<String> targets, Integer maxLength, double learningRate) {
        static final Lora DEFAULTS = new Lora(List.of(), 1024, 2e-5);
    }

    @Command(name = "run", sortOptions = false)
    static final class Run {
        @Parameters(arity = "0..1") String file;
    }

    private static final List<Class<? extends Record>> RECORDS = List.of(Training.class, Lora.class);

    private static CommandLine line() {
        return new CommandLine(SettingsOptions.add(CommandSpec.forAnnotatedObject(new Run()), RECORDS));
    }

    private static List<GivenSetting> given(String... arguments) {
        return SettingsOptions.given(line().parseArgs(arguments), RECORDS);
    }

    private static List<GivenSetting> flag(String name, Object value) {
        return List.of(GivenSetting.flag(name, SettingJson.of(value)));
    }

    @Test void bothSpellingsAndBothWaysToGiveAValue() {
        assertEquals(flag("learning_rate", "1e-5"), given("run.yaml", "--learning-rate", "1e-5"));
        assertEquals(flag("learning_rate", "1e-5"), given("--learning_rate", "1e-5", "run.yaml"));
        assertEquals(flag("learning_rate", "1e-5"), given("run.yaml", "--learning_rate=1e-5"));
        assertEquals(flag("max_length", "None"), given("--max_length", "None"));
        assertEquals(flag("max_length", "-1"), given("--max-length", "-1"));
        assertEquals(flag("save_strategy", "no"), given("--save-strategy=no"));
    }

    @Test void aFlagAloneIsTrueAndDoesNotTakeTheRunFile() {
        assertEquals(flag("packing", "true"), given("--packing", "run.yaml"));
        assertEquals(flag("packing", "false"), given("--packing", "false", "run.yaml"));
        assertEquals(flag("packing", "false"), given("--packing=false"));
    }

    @Test void aListIsOneValueOrOneToEachUse() {
        assertEquals(flag("targets", "q_proj,v_proj"), given("run.yaml", "--targets", "q_proj,v_proj"));
        assertEquals(flag("targets", List.of("q_proj", "v_proj")), given("--targets", "q_proj", "--targets=v_proj", "run.yaml"));
    }

    @Test void aListDoesNotTakeTheRunFile() {
        var run = new Run();
        var line = new CommandLine(SettingsOptions.add(CommandSpec.forAnnotatedObject(run), RECORDS));
        assertEquals(flag("targets", "[]"), SettingsOptions.given(line.parseArgs("--targets", "[]", "run.yaml"), RECORDS));
        assertEquals("run.yaml", run.file);
    }

    @Test void whatIsNotGivenIsNotThere() {
        assertEquals(List.of(), given("run.yaml"));
    }

    @Test void anUnknownFlagIsRefused() {
        assertThrows(CommandLine.UnmatchedArgumentException.class, () -> given("run.yaml", "--learning-rat", "1"));
    }

    @Test void helpListsEachSettingOnceWithItsDefault() {
        String help = line().getUsageMessage();
        assertTrue(help.contains("How the model is trained"), help);
        assertTrue(help.contains("how far a step goes (default: 2e-5)."), help);
        assertTrue(help.contains("when to save (default: steps)."), help);
        assertTrue(help.contains("which layers (default: none)."), help);
        assertEquals(help.indexOf("--packing"), help.lastIndexOf("--packing"), help);
        assertEquals(help.indexOf("--learning_rate"), help.lastIndexOf("--learning_rate"), help);
    }
}
