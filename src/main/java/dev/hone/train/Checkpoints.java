package dev.hone.train;

import dev.hone.checkpoint.FolderDraft;
import dev.hone.hub.AtomicFile;
import dev.hone.hub.FileTree;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The folders `checkpoint-N` of a run. One appears whole, by a rename, and disappears whole; what a killed process left
/// half-written has a hidden name and is never read.
final class Checkpoints {
    private static final String STATE = "run_state.json";
    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d+)");
    private static final Pattern REMAINS = Pattern.compile("\\.checkpoint-\\d+\\..*");

    private final Path folder;

    /// @param folder of the run
    Checkpoints(Path folder) {
        this.folder = folder;
    }

    Path of(int step) {
        return folder.resolve("checkpoint-" + step);
    }

    boolean has(int step) {
        return Files.exists(of(step).resolve(STATE));
    }

    /// The steps at which there are checkpoints, in order.
    List<Integer> steps() {
        List<Integer> steps = new ArrayList<>();
        for (Path entry : entries()) {
            Matcher name = NAME.matcher(entry.getFileName().toString());
            if (name.matches() && Files.exists(entry.resolve(STATE))) steps.add(Integer.parseInt(name.group(1)));
        }
        steps.sort(null);
        return steps;
    }

    Optional<RunState> newest() {
        List<Integer> steps = steps();
        return steps.isEmpty() ? Optional.empty() : Optional.of(read(of(steps.getLast()).resolve(STATE)));
    }

    private static RunState read(Path file) {
        try {
            return JsonMapper.shared().readValue(Files.readAllBytes(file), RunState.class);
        } catch (IOException | JacksonException e) {
            throw new UserError(file + ": cannot be read (" + e.getMessage() + "); delete its folder to go on from the checkpoint before it", e);
        }
    }

    /// @param content writes model and state into a folder
    void save(RunState state, Consumer<Path> content) {
        try (FolderDraft draft = FolderDraft.of(of(state.step()), false)) {
            content.accept(draft.folder());
            AtomicFile.writeBytes(draft.folder().resolve(STATE), JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(state));
            draft.publish();
        }
    }

    /// Deletes the oldest beyond `limit`, but neither the newest nor `best`.
    /// @param limit 0 for no limit
    /// @param best  a step, or null
    void prune(int limit, Integer best) {
        List<Integer> steps = steps();
        int surplus = limit == 0 ? 0 : steps.size() - limit;
        for (int step : steps) {
            if (surplus <= 0 || step == steps.getLast()) return;
            if (best != null && step == best) continue;
            delete(of(step));
            surplus--;
        }
    }

    void deleteAll() {
        for (Path entry : entries()) if (NAME.matcher(entry.getFileName().toString()).matches()) delete(entry);
        deleteRemains();
    }

    /// Deletes what killed processes left.
    void deleteRemains() {
        for (Path entry : entries()) if (REMAINS.matcher(entry.getFileName().toString()).matches()) FileTree.delete(entry);
    }

    /// Hides it first, so that a half-deleted one is not taken for a checkpoint.
    private void delete(Path checkpoint) {
        Path hidden = folder.resolve("." + checkpoint.getFileName() + ".deleted");
        try {
            Files.move(checkpoint, hidden, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UserError(checkpoint + ": cannot be deleted (" + e.getMessage() + ")", e);
        }
        FileTree.delete(hidden);
    }

    private List<Path> entries() {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UserError(folder + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }
}
