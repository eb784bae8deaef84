package dev.hone.cli.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.Main;
import dev.hone.cli.run.RunOptions;
import dev.hone.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The settings' reference says what the records say.
class ShowSettingsCommandTest {
    @Test void thePageIsUpToDate() throws IOException {
        assertEquals(Cli.done("show", "settings").out(), Files.readString(Path.of("docs/run-file-reference.md")),
                "write it again with: ./hone build && ./hone show settings > docs/run-file-reference.md");
    }

    @Test void everyCommandThatTrainsIsInIt() {
        Set<String> train = Main.commandLine().getSubcommands().values().stream().filter(command -> command.getCommandSpec().mixins().values().stream()
                .anyMatch(mixin -> mixin.userObject() instanceof RunOptions)).map(command -> command.getCommandSpec().qualifiedName()).collect(Collectors.toSet());
        assertEquals(train, ShowSettingsCommand.TRAINING.stream().map(SettingsReader::command).collect(Collectors.toSet()));
    }

    @Test void oneCommandHasItsOwnDefaults() {
        String page = Cli.done("show", "settings", "dpo").out();
        assertTrue(page.contains("| `learning_rate` | X | 1e-6 | step size of the optimizer |"), page);
        List<JsonNode> rows = Cli.done("show", "settings", "dpo", "--json").out().lines().map(Cli::json).toList();
        JsonNode rate = rows.stream().filter(row -> row.get("name").stringValue().equals("learning_rate")).findFirst().orElseThrow();
        assertEquals(1e-6, rate.get("default").doubleValue());
        assertEquals("COMMAND is dqo; expected sft, dpo, reward, grpo, ppo, pretrain", Cli.mistake("show", "settings", "dqo"));
    }
}
