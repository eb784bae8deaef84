package dev.hone.curate.code;

import dev.hone.data.Json;
import dev.hone.reward.sandbox.Cell;
import dev.hone.reward.sandbox.Limits;
import dev.hone.reward.sandbox.Outcome;
import dev.hone.reward.sandbox.Program;
import dev.hone.reward.sandbox.Sandboxes;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Whether texts are Python, by this machine's own Python. It only reads them; a parser that a text breaks takes nothing with it.
final class PythonSyntax implements AutoCloseable {
    private static final String PARSER = """
            import ast, json, sys, warnings
            warnings.simplefilter("ignore")

            def fault(source):
                try:
                    ast.parse(source)
                except SyntaxError as error:
                    return f"line {error.lineno}: {error.msg}"
                except Exception as error:
                    return str(error) or type(error).__name__

            json.dump([fault(source) for source in json.load(sys.stdin)], sys.stdout)
            """;

    private final Cell cell;

    /// @throws UserError where there is no Python
    PythonSyntax() {
        try {
            cell = Sandboxes.bestOrUncontained().open(Program.python(PARSER), Limits.DEFAULTS);
        } catch (IOException e) {
            throw new UserError("Python, which looks at Python code, cannot be started (" + e.getMessage() + ")", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// @return of each text the first mistake; empty where there is none
    List<Optional<String>> faults(List<String> sources) {
        Outcome outcome = run(sources);
        if (outcome.succeeded()) return Json.MAPPER.readTree(outcome.stdout()).valueStream().map(JsonNode::stringValueOpt).toList();
        if (sources.size() == 1) return List.of(Optional.of("the parser breaks down"));
        // One of them did it.
        List<Optional<String>> faults = new ArrayList<>();
        for (String source : sources) faults.addAll(faults(List.of(source)));
        return faults;
    }

    private Outcome run(List<String> sources) {
        try {
            return cell.run(Json.MAPPER.writeValueAsString(sources));
        } catch (IOException e) {
            throw new UserError("Python, which looks at Python code, cannot be run (" + e.getMessage() + ")", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static UserError interrupted(InterruptedException fault) {
        Thread.currentThread().interrupt();
        return new UserError("interrupted while Python code was looked at", fault);
    }

    @Override public void close() {
        cell.close();
    }
}
