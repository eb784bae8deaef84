package dev.hone.checkpoint;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/// The small base model that comes with Hone, in its resources: a Llama that has read texts of our own and no conversation.
/// docs/pretrain.md says how it was made.
public final class ShippedModel {
    private static final String RESOURCES = "/dev/hone/base-model/";
    private static final List<String> FILES = List.of(HfFolder.CONFIG, HfFolder.TOKENIZER, HfFolder.TOKENIZER_CONFIG, HfFolder.CHAT_TEMPLATE, Safetensors.SINGLE_FILE);

    private ShippedModel() {}

    /// Writes it as a model's folder.
    /// @param overwrite replace what is there, if it is a model's folder and nothing else
    public static void copyTo(Path folder, boolean overwrite) {
        try (FolderDraft draft = FolderDraft.of(folder, overwrite)) {
            for (String name : FILES) draft.write(name, bytes(name));
            draft.publish();
        }
    }

    private static byte[] bytes(String name) {
        try (InputStream in = ShippedModel.class.getResourceAsStream(RESOURCES + name)) {
            if (in == null) throw new IllegalStateException(RESOURCES + name + " is missing in the program");
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UserError("the program's own " + name + " cannot be read (" + e + ")", e);
        }
    }
}
