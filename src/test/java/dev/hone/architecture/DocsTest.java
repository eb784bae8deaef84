package dev.hone.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.hone.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the documents name exists: files, commands and flags.
class DocsTest {
    /// A link to a file of the repository: `[text](docs/x.md)`.
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?://|#|mailto:)([^)#\\s]+)");
    /// A file or folder of the repository in backquotes: `docs/x.md`, `src/main/...`, `tools/x`.
    private static final Pattern PATH = Pattern.compile("`((?:docs|src|tools|bench|examples)/[\\w./*-]+)`");
    /// A call of the program, at the start of a code line or in backquotes.
    private static final Pattern CALL = Pattern.compile("(?m)(?:^|`)(?:\\./)?hone ([a-z]+(?: [a-z]+)?)([^`\\n]*)");

    /// Words that the launcher `hone` itself knows; what follows is Maven's or a class of the user's.
    private static final Set<String> LAUNCHERS = Set.of("build", "run", "test");

    @Test void everyFileThatADocumentNamesExists() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Path document : documents()) {
            String text = Files.readString(document);
            LINK.matcher(text).results().forEach(link -> {
                Path base = document.getParent() == null ? Path.of("") : document.getParent();
                if (!Files.exists(base.resolve(link.group(1)))) missing.add(document + " -> " + link.group(1));
            });
            PATH.matcher(text).results().forEach(path -> {
                if (!path.group(1).contains("*") && !Files.exists(Path.of(path.group(1)))) missing.add(document + " -> " + path.group(1));
            });
        }
        assertEquals(List.of(), missing);
    }

    @Test void everyCommandAndFlagThatADocumentNamesExists() throws IOException {
        List<String> missing = new ArrayList<>();
        int calls = 0;
        for (Path document : documents()) {
            for (var call : CALL.matcher(Files.readString(document)).results().toList()) {
                if (LAUNCHERS.contains(call.group(1).split(" ")[0])) continue;
                calls++;
                var command = Main.commandLine();
                for (String word : call.group(1).split(" ")) {
                    var next = command.getSubcommands().get(word);
                    if (next != null) command = next;
                    else if (command.getParent() == null) missing.add(document + ": hone " + word);
                }
                for (var flag : Pattern.compile("(?<=\\s)--[a-z][a-z-]*").matcher(call.group(2)).results().toList()) {
                    if (!command.getCommandSpec().optionsMap().containsKey(flag.group()))
                        missing.add(document + ": hone " + call.group(1) + " " + flag.group());
                }
            }
        }
        assertEquals(List.of(), missing);
        assertFalse(calls == 0, "no document shows a command");
    }

    @Test void everyDependencyHasALine() throws IOException {
        String list = Files.readString(Path.of("docs/dependencies.md"));
        List<String> missing = Pattern.compile("<artifactId>([\\w.-]+)</artifactId>").matcher(Files.readString(Path.of("pom.xml")))
                .results().map(artifact -> artifact.group(1)).filter(artifact -> !artifact.equals("hone"))
                .filter(artifact -> !list.contains(artifact)).distinct().toList();
        assertEquals(List.of(), missing);
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        try (Stream<Path> top = Files.list(Path.of(""))) {
            top.forEach(documents::add);
        }
        for (String folder : List.of("docs", "examples", "bench", "tools")) try (Stream<Path> inside = Files.walk(Path.of(folder))) {
            inside.forEach(documents::add);
        }
        return documents.stream().filter(path -> path.toString().endsWith(".md") && !path.toString().contains(".venv")).sorted().toList();
    }
}
