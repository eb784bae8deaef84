package dev.hone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.console.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// Each command explains itself.
class HelpTest {
    /// What is worked on; or one of two, of which the other serves.
    private static final List<String> WITHOUT_DEFAULT = List.of("--input", "--model", "--reward", "--template", "--dataset", "--include", "--exclude");

    @TestFactory List<DynamicTest> everyCommandSaysWhatItDoesItsDefaultsAndAnExample() {
        List<DynamicTest> tests = new ArrayList<>();
        collect(Main.commandLine(), tests);
        assertTrue(tests.size() >= 9);
        return tests;
    }

    private static void collect(CommandLine command, List<DynamicTest> tests) {
        for (Map.Entry<String, CommandLine> sub : command.getSubcommands().entrySet()) {
            String name = sub.getValue().getCommandSpec().qualifiedName();
            tests.add(DynamicTest.dynamicTest(name, () -> check(name, sub.getValue())));
            collect(sub.getValue(), tests);
        }
    }

    private static void check(String name, CommandLine command) {
        String[] words = (name + " --help").split(" ");
        Cli help = Cli.done(Arrays.copyOfRange(words, 1, words.length));
        assertEquals("", help.err());
        assertTrue(!help.out().contains("%%"), help.out());
        assertTrue(command.getCommandSpec().usageMessage().description().length > 0, name + " has no description");
        String footer = String.join("\n", command.getCommandSpec().usageMessage().footer());
        assertTrue(footer.contains("Example") && footer.contains(name + " "), name + " shows no example of itself: " + footer);
        for (OptionSpec option : command.getCommandSpec().options()) {
            String text = String.join(" ", option.description());
            assertTrue(!text.isBlank(), name + " " + option.longestName() + " is not explained");
            boolean saysDefault = text.contains("(default: ") || option.required() || option.arity().max() == 0 || WITHOUT_DEFAULT.contains(option.longestName());
            assertTrue(saysDefault, name + " " + option.longestName() + " does not tell its default: " + text);
        }
    }

    @Test void aMistypedFlagOrCommandIsNamedWithTheNearest() {
        Cli flag = Cli.run("generate", "--model", "x", "--max-new-token", "3");
        assertEquals(Program.USER_MISTAKE, flag.code());
        assertTrue(flag.err().contains("--max-new-token") && flag.err().contains("See hone generate --help"), flag.err());
        Cli command = Cli.run("generat");
        assertEquals(Program.USER_MISTAKE, command.code());
        assertTrue(command.err().contains("generate"), command.err());
        assertEquals(Program.USER_MISTAKE, Cli.run().code());
        assertEquals(Program.USER_MISTAKE, Cli.run("show").code());
    }
}
