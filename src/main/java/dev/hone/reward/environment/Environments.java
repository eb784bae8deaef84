package dev.hone.reward.environment;

import dev.hone.data.Json;
import dev.hone.reward.Catalogue;
import dev.hone.reward.OwnClass;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The environments of a run, one for each answer, and the catalogue that a run file chooses from.
/// @param deadline of each step of an environment
public record Environments(EnvironmentMaker maker, Duration deadline) implements AutoCloseable {
    private static final Catalogue<EnvironmentMaker> ALL = new Catalogue<>("environment", List.of(
            new Catalogue.Entry<>("calculator", None.class, _ -> Calculator::new),
            new Catalogue.Entry<>("java", Own.class, Environments::own),
            new Catalogue.Entry<>("program", Program.class, arguments -> new ProgramMaker(arguments.command))));

    record None() {}

    record Own(
            @Help("a class on the class path, with its package") String className,
            @Help("a source file with a public class that implements dev.hone.reward.environment.Environment") String source) {}

    record Program(@Help("the program and its arguments") List<String> command) {
        Program {
            if (command == null || command.isEmpty()) throw new UserError("command is missing; expected a list such as [python3, world.py]");
        }
    }

    private static EnvironmentMaker own(Own arguments) {
        OwnClass<Environment> own = OwnClass.of(Environment.class, arguments.className, arguments.source);
        return own::make;
    }

    /// What a run file asks for.
    /// @throws UserError when there is none of this name, or its arguments are wrong
    public static Environments of(EnvironmentSettings settings) {
        return new Environments(ALL.of(settings.name(), settings.arguments()), Duration.ofNanos((long) (settings.deadline() * 1e9)));
    }

    /// One for an answer; it has not begun yet.
    public TimedEnvironment make() {
        return new TimedEnvironment(maker.make(), deadline);
    }

    /// The tools that a model is offered for a row, as its chat template shows them.
    /// @param columns of the row, without the prompt
    /// @throws UserError when the environment cannot begin with it
    public ArrayNode tools(ObjectNode columns) {
        ArrayNode tools = Json.MAPPER.createArrayNode();
        try (var environment = make()) {
            for (Tool tool : environment.begin(columns, 0)) tools.add(tool.json());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while the environment began", e);
        } catch (UserError mistake) {
            throw mistake;
        } catch (Exception e) {
            throw new UserError("the environment cannot begin with this row: " + reason(e), e);
        }
        return tools;
    }

    /// What to tell of a fault.
    public static String reason(Exception fault) {
        return fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
    }

    @Override public void close() {
        maker.close();
    }
}
