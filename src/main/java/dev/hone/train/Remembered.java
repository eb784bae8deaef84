package dev.hone.train;

import dev.hone.hub.AtomicFile;
import dev.hone.settings.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A state with what an algorithm has seen lately beside it, so that a resumed run looks back on the same.
/// It is the file `memory.json` of a checkpoint; no weight depends on it, and a checkpoint without one is taken as it is.
/// @param <T>    the memory, a record that JSON can hold
/// @param memory tells it
/// @param recall takes it back
public record Remembered<T>(TrainingState state, Class<T> type, Supplier<T> memory, Consumer<T> recall) implements TrainingState {
    private static final String FILE = "memory.json";

    @Override public void save(Path folder) {
        state.save(folder);
        AtomicFile.writeBytes(folder.resolve(FILE), JsonMapper.shared().writeValueAsBytes(memory.get()));
    }

    @Override public void restore(Path folder) {
        state.restore(folder);
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) return;
        try {
            recall.accept(JsonMapper.shared().readValue(file, type));
        } catch (JacksonException e) {
            throw new UserError(file + ": cannot be read (" + e.getMessage() + "); without it the run looks back on nothing", e);
        }
    }

    @Override public void saveModel(Path folder) {
        state.saveModel(folder);
    }

    @Override public void restoreModel(Path folder) {
        state.restoreModel(folder);
    }
}
