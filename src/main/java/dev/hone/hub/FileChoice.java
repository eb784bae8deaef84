package dev.hone.hub;

import dev.hone.settings.UserError;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Which files of a repository are needed. Weights are taken as safetensors only: a pickle can run code when it is opened.
/// @param include globs; if there are any, they alone choose (`*` crosses `/`, as in huggingface_hub)
/// @param exclude globs of files to leave out all the same
public record FileChoice(Purpose purpose, List<String> include, List<String> exclude) {
    /// What the files are for.
    public enum Purpose { MODEL, TOKENIZER, DATASET }

    /// Config, tokenizer, chat template and safetensors weights.
    public static final FileChoice MODEL = new FileChoice(Purpose.MODEL, List.of(), List.of());
    /// The same without the weights, for commands that only handle text.
    public static final FileChoice TOKENIZER = new FileChoice(Purpose.TOKENIZER, List.of(), List.of());
    /// Parquet, JSONL, JSON, CSV and the README.
    public static final FileChoice DATASET = new FileChoice(Purpose.DATASET, List.of(), List.of());

    static final String INDEX = "model.safetensors.index.json";
    private static final String SINGLE = "model.safetensors";
    private static final Pattern SHARD = Pattern.compile("model-\\d{5}-of-\\d{5}\\.safetensors");
    private static final Pattern GGUF_PART = Pattern.compile("-\\d{5}-of-\\d{5}\\.gguf$");
    private static final Pattern PICKLE = Pattern.compile("(?i).*\\.(bin|pt|pth|ckpt|pkl|pickle|joblib|dill)");
    private static final Pattern OTHER_WEIGHTS = Pattern.compile("(?i).*\\.(onnx|h5|msgpack|tflite|mlmodel|nemo)");
    /// Descriptions of a data set, which a reader of rows would take for rows.
    private static final Set<String> NOT_ROWS = Set.of("dataset_infos.json", "dataset_info.json", "dataset_dict.json", "state.json");

    public FileChoice {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /// The needed files of a listing. Refuses a repository without any, saying what it has instead.
    List<RemoteFile> from(Listing listing, HubReference reference) {
        List<RemoteFile> chosen = include.isEmpty() ? byPurpose(listing, reference) : asked(listing, reference);
        List<RemoteFile> kept = chosen.stream().filter(file -> !matches(exclude, file.name())).toList();
        if (kept.isEmpty()) throw new UserError("of the " + reference.title() + " no file is left to pull" + (exclude.isEmpty() ? "" : " after --exclude")
                + "; it has " + sample(listing, _ -> true));
        return kept;
    }

    /// Files that only an index names, if this choice wants weights at all.
    boolean followsIndex() {
        return purpose == Purpose.MODEL && include.isEmpty();
    }

    boolean excludes(String name) {
        return matches(exclude, name);
    }

    static boolean isPickle(String name) {
        return PICKLE.matcher(name).matches();
    }

    private List<RemoteFile> byPurpose(Listing listing, HubReference reference) {
        return switch (purpose) {
            case TOKENIZER -> listing.files().stream().filter(file -> isText(file.name()) && !file.name().equals(INDEX)).toList();
            case MODEL -> model(listing, reference);
            case DATASET -> dataset(listing, reference);
        };
    }

    private List<RemoteFile> asked(Listing listing, HubReference reference) {
        List<RemoteFile> found = listing.files().stream().filter(file -> matches(include, file.name())).toList();
        if (found.isEmpty()) throw new UserError("--include " + String.join(" ", include) + " matches no file of the " + reference.title()
                + "; it has " + sample(listing, _ -> true));
        List<RemoteFile> safe = found.stream().filter(file -> !isPickle(file.name())).toList();
        if (safe.isEmpty()) throw pickles(listing, reference);
        return safe;
    }

    private static List<RemoteFile> model(Listing listing, HubReference reference) {
        List<RemoteFile> weights = weights(listing);
        boolean single = weights.stream().anyMatch(file -> file.name().equals(SINGLE));
        List<RemoteFile> chosen = new ArrayList<>(listing.files().stream()
                // beside a single file, as in transformers, an index has no say
                .filter(file -> isText(file.name()) && !(single && file.name().equals(INDEX))).toList());
        chosen.addAll(weights.isEmpty() ? insteadOfSafetensors(listing, reference) : weights);
        return chosen;
    }

    /// `model.safetensors`, or its shards, and an adapter; other safetensors (variants, another layout of the same
    /// weights) only where there is none of these.
    private static List<RemoteFile> weights(Listing listing) {
        List<RemoteFile> all = listing.files().stream().filter(file -> isTop(file.name()) && file.name().endsWith(".safetensors")).toList();
        boolean single = all.stream().anyMatch(file -> file.name().equals(SINGLE));
        List<RemoteFile> usual = all.stream().filter(file -> file.name().equals(SINGLE) || file.name().equals("adapter_model.safetensors")
                || (!single && SHARD.matcher(file.name()).matches())).toList();
        return usual.isEmpty() ? all : usual;
    }

    /// A single GGUF is taken; of several the user has to choose one, for each is a whole model.
    private static List<RemoteFile> insteadOfSafetensors(Listing listing, HubReference reference) {
        List<RemoteFile> gguf = listing.files().stream().filter(file -> file.name().endsWith(".gguf")).toList();
        Set<String> models = new TreeSet<>();
        for (RemoteFile file : gguf) models.add(GGUF_PART.matcher(file.name()).replaceFirst(".gguf"));
        if (models.size() > 1) throw new UserError("the " + reference.title() + " holds " + models.size()
                + " GGUF models and no safetensors; choose one with --include, for example --include '" + models.iterator().next()
                + "'. It has " + sample(listing, name -> name.endsWith(".gguf")));
        if (!gguf.isEmpty()) return gguf;
        if (listing.files().stream().anyMatch(file -> isTop(file.name()) && isPickle(file.name()) && !isTrainingState(file.name())))
            throw pickles(listing, reference);
        if (listing.files().stream().anyMatch(file -> OTHER_WEIGHTS.matcher(file.name()).matches())) throw new UserError(
                "the " + reference.title() + " has no weights as safetensors or GGUF, the formats that Hone reads; it has "
                + sample(listing, name -> OTHER_WEIGHTS.matcher(name).matches()));
        return List.of();
    }

    private static UserError pickles(Listing listing, HubReference reference) {
        return new UserError("the " + reference.title() + " offers " + sample(listing, FileChoice::isPickle)
                + ": pickle files, which can run any program when they are opened. Hone reads safetensors only. "
                + "Look for a revision or a copy with safetensors (often at @refs/pr/1), or convert it where you trust it "
                + "(transformers: model.save_pretrained(folder))");
    }

    private static List<RemoteFile> dataset(Listing listing, HubReference reference) {
        List<RemoteFile> rows = listing.files().stream().filter(file -> isRows(file.name())).toList();
        if (rows.isEmpty()) {
            boolean script = listing.files().stream().anyMatch(file -> isTop(file.name()) && file.name().endsWith(".py"));
            throw new UserError("the " + reference.title() + " has no Parquet, JSONL, JSON or CSV file"
                    + (script ? ", only a loading script, and Hone runs no code from a data set; the hub's own conversion may be at "
                    + reference.id() + "@refs/convert/parquet" : "; choose among its files with --include")
                    + ". It has " + sample(listing, _ -> true));
        }
        List<RemoteFile> chosen = new ArrayList<>(rows);
        listing.find("README.md").ifPresent(chosen::add);
        return chosen;
    }

    /// Config, tokenizer and template: small files at the top that describe the model.
    private static boolean isText(String name) {
        if (name.startsWith("additional_chat_templates/") && name.endsWith(".jinja")) return true;
        return isTop(name) && !name.startsWith(".") && (name.endsWith(".json") || name.endsWith(".jinja") || name.endsWith(".model")
                || name.endsWith(".tiktoken") || name.equals("merges.txt") || name.equals("vocab.txt"));
    }

    /// Whether a file of a data set holds rows: a kind that Hone reads, neither hidden nor a description.
    public static boolean isRows(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String last = lower.substring(lower.lastIndexOf('/') + 1);
        boolean hidden = lower.startsWith(".") || lower.contains("/.");
        return !hidden && !NOT_ROWS.contains(last)
                && (last.endsWith(".parquet") || last.endsWith(".jsonl") || last.endsWith(".json") || last.endsWith(".csv"));
    }

    private static boolean isTop(String name) {
        return name.indexOf('/') < 0;
    }

    private static boolean isTrainingState(String name) {
        return name.equals("training_args.bin") || name.startsWith("optimizer") || name.startsWith("scheduler") || name.startsWith("rng_state");
    }

    /// A few of the names, so that a message stays readable.
    private static String sample(Listing listing, Predicate<String> which) {
        List<String> names = listing.files().stream().map(RemoteFile::name).filter(which).sorted().toList();
        if (names.isEmpty()) return "no files";
        String first = String.join(", ", names.subList(0, Math.min(8, names.size())));
        return SafeName.printable(first) + (names.size() > 8 ? " and " + (names.size() - 8) + " more" : "");
    }

    private static boolean matches(List<String> globs, String name) {
        return globs.stream().anyMatch(glob -> glob(glob).matcher(name).matches());
    }

    /// A glob as Python's fnmatch reads it: `*`, `?`, `[abc]`, `[!abc]`; a folder `data/` stands for all in it.
    static Pattern glob(String glob) {
        String text = glob.endsWith("/") ? glob + "*" : glob;
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int close = c == '[' ? text.indexOf(']', i + 2) : -1;
            if (c == '*') regex.append(".*");
            else if (c == '?') regex.append('.');
            else if (close > 0) {
                String set = text.substring(i + 1, close).replace("\\", "\\\\").replace("[", "\\[").replace("&", "\\&").replace("^", "\\^");
                regex.append('[').append(set.startsWith("!") ? "^" + set.substring(1) : set).append(']');
                i = close;
            } else regex.append(Pattern.quote(String.valueOf(c)));
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        } catch (java.util.regex.PatternSyntaxException malformed) {
            throw new UserError("'" + glob + "' is no glob: " + malformed.getDescription(), malformed);
        }
    }
}
