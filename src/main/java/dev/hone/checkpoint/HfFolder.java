package dev.hone.checkpoint;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// A model's folder as Hugging Face lays it out, and the one place that knows which files are in it.
/// @param config config.json as it is; `dev.hone.model` interprets it
public record HfFolder(Path path, ObjectNode config) {
    public static final String CONFIG = "config.json";
    public static final String GENERATION_CONFIG = "generation_config.json";
    public static final String TOKENIZER = "tokenizer.json";
    public static final String TOKENIZER_CONFIG = "tokenizer_config.json";
    public static final String CHAT_TEMPLATE = "chat_template.jinja";
    /// Where further named templates lie, one file each.
    public static final String MORE_CHAT_TEMPLATES = "additional_chat_templates";
    public static final String ADAPTER_CONFIG = "adapter_config.json";

    private static final Set<String> TOKENIZER_FILES = Set.of(TOKENIZER, TOKENIZER_CONFIG, CHAT_TEMPLATE, MORE_CHAT_TEMPLATES,
            "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt", "tokenizer.model");

    /// What a run of Hone's has left beside the model that it trained: how it came about, not what it is.
    private static final Set<String> RUN_FILES = Set.of("metrics.jsonl", "rows.jsonl", "run.json", "report.html");
    private static final String TENSORBOARD = "events.out.tfevents.";

    /// Weights in formats that Hone does not write; loading the pickled ones can run code.
    private static final Set<String> PICKLES = Set.of("bin", "pt", "pth", "ckpt", "pkl");
    private static final Set<String> OTHER_WEIGHTS = Set.of("safetensors", "gguf", "h5", "msgpack", "onnx", "tflite", "ot", "npz");

    /// Opens the folder and reads its config.json; the weights are looked for by [#weights].
    public static HfFolder open(Path path) {
        if (!Files.exists(path)) throw new UserError(path + ": no such folder");
        if (!Files.isDirectory(path)) throw new UserError(path + ": is a file, expected a model's folder"
                + (Gguf.looksLike(path) ? "; make one of this GGUF file with: hone convert " + path + " --output DIR" : ""));
        Path config = path.resolve(CONFIG);
        if (!Files.exists(config)) throw new UserError(path + ": no " + CONFIG + ", so this is not a model's folder" + hint(path));
        return new HfFolder(path, Json.objectIn(config));
    }

    private static String hint(Path path) {
        if (Files.exists(path.resolve(ADAPTER_CONFIG))) return "; it holds a PEFT adapter (" + ADAPTER_CONFIG + "), which goes on top of a model";
        List<String> gguf = files(path).stream().map(file -> file.getFileName().toString()).filter(name -> extension(name).equals("gguf")).toList();
        return gguf.isEmpty() ? "" : "; it holds GGUF, make a model's folder of it with: hone convert " + path.resolve(gguf.getFirst()) + " --output DIR";
    }

    /// The same files with another config.json.
    public HfFolder with(ObjectNode config) {
        return new HfFolder(path, config);
    }

    /// generation_config.json, with the token ids that end an answer.
    public Optional<ObjectNode> generationConfig() {
        Path file = path.resolve(GENERATION_CONFIG);
        return Files.exists(file) ? Optional.of(Json.objectIn(file)) : Optional.empty();
    }

    /// tokenizer.json, if the model comes with one.
    public Optional<Path> tokenizer() {
        return Optional.of(path.resolve(TOKENIZER)).filter(Files::exists);
    }

    /// Opens the weights; the caller closes them.
    public Safetensors weights() {
        if (!Files.exists(path.resolve(Safetensors.SINGLE_FILE)) && !Files.exists(path.resolve(Safetensors.INDEX_FILE)))
            throw new UserError(path + ": no weights: neither " + Safetensors.SINGLE_FILE + " nor " + Safetensors.INDEX_FILE + " is there" + otherWeights());
        return Safetensors.open(path);
    }

    private String otherWeights() {
        List<String> names = files(path).stream().map(file -> file.getFileName().toString()).filter(HfFolder::isWeights).toList();
        Optional<String> pickle = names.stream().filter(name -> PICKLES.contains(extension(name))).findFirst();
        if (pickle.isPresent()) return "; " + pickle.get() + " is a pickle, which can execute code when it is loaded: convert it to safetensors";
        return names.isEmpty() ? "" : "; " + names.getFirst() + " is there, in a format that Hone does not load from a model's folder";
    }

    /// Copies everything that is neither weights nor the record of a run, byte for byte: configuration, tokenizer, chat template, README, licence.
    public void carryTo(Path target) {
        carry(path, target, _ -> true);
    }

    /// @param which of the files that are not weights, by name
    static void carry(Path path, Path target, Predicate<String> which) {
        try (Drafts drafts = new Drafts()) {
            for (Path file : files(path)) if (which.test(file.getFileName().toString())) carry(file, target, drafts);
            Path templates = path.resolve(MORE_CHAT_TEMPLATES);
            if (Files.isDirectory(templates) && which.test(MORE_CHAT_TEMPLATES)) {
                Files.createDirectories(target.resolve(MORE_CHAT_TEMPLATES));
                for (Path file : files(templates)) carry(file, target.resolve(MORE_CHAT_TEMPLATES), drafts);
            }
            drafts.publish();
        } catch (IOException e) {
            throw Drafts.failed(target, e);
        }
    }

    private static void carry(Path file, Path target, Drafts drafts) throws IOException {
        String name = file.getFileName().toString();
        if (!isWeights(name) && !isOfRun(name) && !name.startsWith(".")) drafts.add(target.resolve(name), Files.readAllBytes(file));
    }

    /// The files that make tokens of texts and conversations: tokenizer, special tokens, chat templates.
    /// @param folder a model's or an adapter's
    public static List<Path> tokenizerFiles(Path folder) {
        Path templates = folder.resolve(MORE_CHAT_TEMPLATES);
        Stream<Path> ofTokenizer = files(folder).stream().filter(file -> isOfTokenizer(file.getFileName().toString()));
        return Stream.concat(ofTokenizer, Files.isDirectory(templates) ? files(templates).stream() : Stream.empty()).toList();
    }

    static boolean isOfTokenizer(String name) {
        return TOKENIZER_FILES.contains(name);
    }

    private static boolean isOfRun(String name) {
        return RUN_FILES.contains(name) || name.startsWith(TENSORBOARD);
    }

    private static boolean isWeights(String name) {
        return PICKLES.contains(extension(name)) || OTHER_WEIGHTS.contains(extension(name)) || name.endsWith(".index.json");
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /// The files directly in a folder, by name; links into a cache count.
    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UserError(folder + ": cannot be read (" + e + ")", e);
        }
    }
}
