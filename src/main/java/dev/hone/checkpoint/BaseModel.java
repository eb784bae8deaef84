package dev.hone.checkpoint;

import dev.hone.hub.Hub;
import dev.hone.settings.UserError;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// Finds the model that an adapter goes on top of, as its adapter_config.json names it.
public final class BaseModel {
    private BaseModel() {}

    /// A relative path is looked for from the adapter's folder, then from the one above (a run's checkpoints lie in its folder),
    /// then from the working directory; anything else is a hub id.
    public static Path of(PeftAdapter adapter, Hub hub) {
        Path config = adapter.folder().resolve(HfFolder.ADAPTER_CONFIG);
        String name = adapter.config().baseModel().orElseThrow(() -> new UserError(config + ": base_model_name_or_path is missing, so it"
                + " is not known which model the adapter goes on top of; work it into one with: hone convert " + adapter.folder()
                + " --base MODEL --output DIR"));
        for (Path from : List.of(adapter.folder(), adapter.folder().resolve("..")))
            if (isFolder(from, name)) return from.resolve(name).normalize();
        boolean pinned = adapter.config().revision().isPresent() && !isFolder(Path.of(""), name);
        try {
            return hub.model(pinned ? name + "@" + adapter.config().revision().get() : name);
        } catch (UserError e) {
            throw new UserError(config + ": base_model_name_or_path: " + e.getMessage(), e);
        }
    }

    private static boolean isFolder(Path from, String name) {
        try {
            return Files.isDirectory(from.resolve(name));
        } catch (InvalidPathException notAPathHere) {
            return false;
        }
    }
}
