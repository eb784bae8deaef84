package dev.hone.cli.run;

import dev.hone.checkpoint.AdapterModel;
import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.MergedWeights;
import dev.hone.checkpoint.PeftAdapter;
import dev.hone.checkpoint.PeftConfig;
import dev.hone.checkpoint.RewardConfig;
import dev.hone.checkpoint.Safetensors;
import dev.hone.checkpoint.SavedModel;
import dev.hone.checkpoint.TextChanges;
import dev.hone.checkpoint.WholeModel;
import dev.hone.cli.model.OpenModel;
import dev.hone.hub.Hub;
import dev.hone.hub.Sha256;
import dev.hone.model.CausalLm;
import dev.hone.model.Head;
import dev.hone.model.LoraPlan;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelConfig;
import dev.hone.model.ModelSettings;
import dev.hone.model.NewLora;
import dev.hone.model.NewModelSettings;
import dev.hone.model.NewScore;
import dev.hone.model.NewWeights;
import dev.hone.model.Weights;
import dev.hone.model.layer.Parameter;
import dev.hone.reward.RewardModel;
import dev.hone.settings.UserError;
import dev.hone.token.ChatTemplate;
import dev.hone.token.Labeller;
import dev.hone.token.SpecialTokens.SpecialToken;
import dev.hone.token.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/// A model to train: its folder, its weights with or without an adapter, its tokenizer, and the form in which it is kept.
public final class TrainedModel implements AutoCloseable {
    private final String name;
    private final HfFolder folder;
    /// Null for a new model, which no file holds yet.
    private final Safetensors weights;
    private final PeftAdapter adapter;
    private final CausalLm model;
    private final SavedModel saved;
    private final Tokenizer tokenizer;
    private final Optional<ChatTemplate> template;

    private TrainedModel(String name, HfFolder folder, Safetensors weights, PeftAdapter adapter, CausalLm model, SavedModel saved, Tokenizer tokenizer,
            Optional<ChatTemplate> template) {
        this.name = name;
        this.folder = folder;
        this.weights = weights;
        this.adapter = adapter;
        this.model = model;
        this.saved = saved;
        this.tokenizer = tokenizer;
        this.template = template;
    }

    /// What a run says of how the model reads.
    /// @param chatTemplatePath in place of the model's chat template; null for that
    /// @param eosToken         ends a text in place of the tokenizer's; null for that
    public record Texts(String chatTemplatePath, String eosToken) {}

    /// @param head what it shall end in; a score that the model has not is begun from the seed
    /// @param seed what a new adapter and a new score are drawn from
    public static TrainedModel open(ModelSettings settings, LoraSettings lora, Texts texts, Head head, Hub hub, long seed) {
        return open(settings, lora, texts, head, hub, seed, (weights, config) -> NewScore.over(weights, config, seed));
    }

    /// A critic. It begins with a score of 0 where the model has none.
    /// @param seed what a new adapter is drawn from
    public static TrainedModel openCritic(ModelSettings settings, LoraSettings lora, Hub hub, long seed) {
        return open(settings, lora, new Texts(null, null), Head.SCORE, hub, seed, NewScore::zero);
    }

    private static TrainedModel open(ModelSettings settings, LoraSettings lora, Texts texts, Head head, Hub hub, long seed,
            BiFunction<Weights, ModelConfig, Weights> scored) {
        if (settings.modelNameOrPath() == null) throw new UserError("model_name_or_path is missing: the model to train, a folder or a hub id");
        HfFolder folder = HfFolder.open(hub.model(settings.reference()));
        if (!Tokenizer.isIn(folder.path())) throw new UserError(folder.path() + ": no " + HfFolder.TOKENIZER + ", which training needs");
        PeftAdapter adapter = lora.adapterNameOrPath() == null ? null : PeftAdapter.open(hub.model(lora.adapterNameOrPath()));
        ModelConfig stored = OpenModel.config(folder, adapter);
        if (head == Head.TOKENS) OpenModel.requireHead(head, stored, adapter == null ? folder.path() : adapter.folder());
        ModelConfig config = head == Head.SCORE ? stored.scoring() : stored;
        Safetensors weights = folder.weights();
        CausalLm model = model(config, config == stored ? weights : scored.apply(weights, config), weights.names(), adapter, lora, seed);
        String source = texts.chatTemplatePath == null ? null : templateSource(texts.chatTemplatePath);
        Tokenizer tokenizer = Tokenizer.open(folder.path());
        Optional<ChatTemplate> template = source == null ? tokenizer.chatTemplate()
                : Optional.of(ChatTemplate.of(source, texts.chatTemplatePath, tokenizer.specialTokens().variables()));
        SpecialToken eos = Labeller.otherEos(tokenizer, texts.eosToken);
        String name = settings.reference();
        if (head == Head.TOKENS) return new TrainedModel(name, folder, weights, adapter, model,
                saved(folder, model, adapter, lora, settings, new TextChanges(source, eos)), tokenizer, template);
        Optional<SpecialToken> padding = RewardConfig.padding(tokenizer);
        HfFolder scoring = folder.with(RewardConfig.of(folder.config(), folder.path().resolve(HfFolder.CONFIG).toString(), padding));
        var changes = new TextChanges(source, eos, tokenizer.specialTokens().pad().isPresent() ? null : padding.orElse(null));
        return new TrainedModel(name, folder, weights, adapter, model, saved(scoring, model, adapter, lora, settings, changes), tokenizer, template);
    }

    /// A model that has learned nothing yet.
    /// @param maxLength tokens of the texts that it will learn from
    /// @param seed      what its weights are drawn from
    public static TrainedModel create(NewModelSettings settings, int maxLength, String eosToken, Hub hub, long seed) {
        Path texts = hub.tokenizer(settings.tokenizer());
        Tokenizer tokenizer = Tokenizer.open(texts);
        HfFolder folder = NewModelFolder.of(settings, maxLength, texts, tokenizer);
        ModelConfig config = ModelConfig.read(folder.config(), settings.config() == null ? "the new model" : settings.config());
        CausalLm model = CausalLm.of(config, new NewWeights(config, seed));
        var changes = new TextChanges(null, Labeller.otherEos(tokenizer, eosToken));
        return new TrainedModel("a new " + config.architecture(), folder, null, null, model, new WholeModel(folder, model, changes), tokenizer, tokenizer.chatTemplate());
    }

    private static CausalLm model(ModelConfig config, Weights weights, Collection<String> names, PeftAdapter adapter, LoraSettings lora, long seed) {
        Weights all = adapter == null ? weights : adapter.over(weights);
        LoraPlan plan = adapter != null ? adapter : lora.usePeft() ? NewLora.of(lora, config, seed) : LoraPlan.NONE;
        CausalLm model = CausalLm.of(config, all, plan);
        model.refuseOthers(names);
        return model;
    }

    private static SavedModel saved(HfFolder folder, CausalLm model, PeftAdapter adapter, LoraSettings lora, ModelSettings settings, TextChanges text) {
        if (adapter != null) return new AdapterModel(folder, adapter.config(), text);
        if (!lora.usePeft()) return new WholeModel(folder, model, text);
        String name = Files.isDirectory(Path.of(settings.modelNameOrPath())) ? folder.path().toAbsolutePath().normalize().toString() : settings.modelNameOrPath();
        return new AdapterModel(folder, PeftConfig.of(lora, model, name), text);
    }

    /// The text of `chat_template_path`.
    public static String templateSource(String name) {
        Path path = Path.of(name);
        Path file = Files.isDirectory(path) ? path.resolve(HfFolder.CHAT_TEMPLATE) : path;
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UserError("chat_template_path is " + name + "; expected a Jinja file, or a folder with " + HfFolder.CHAT_TEMPLATE + " (" + e + ")", e);
        }
    }

    /// As the user calls it.
    String name() {
        return name;
    }

    HfFolder folder() {
        return folder;
    }

    public CausalLm model() {
        return model;
    }

    public SavedModel saved() {
        return saved;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    public Optional<ChatTemplate> template() {
        return template;
    }

    /// The token that fills up batches, which says where a text is scored; none for a model whose tokenizer has neither that nor an end.
    public int padding() {
        return RewardConfig.padding(tokenizer).map(SpecialToken::id).orElse(RewardModel.NO_PADDING);
    }

    /// A second copy of what training begins with, an adapter worked into it.
    /// @param plan whether it is to be read only
    CausalLm copy(LoraPlan plan) {
        Weights all = adapter == null ? weights : new MergedWeights(weights, adapter);
        return CausalLm.of(model.config(), all, plan);
    }

    /// The folder that answers as the model does before training; none for a new model.
    Optional<Path> before() {
        if (weights == null) return Optional.empty();
        return Optional.of(adapter == null ? folder.path() : adapter.folder());
    }

    /// Whether training begins with the model below the adapter: nothing else is trained, and the adapter is new.
    boolean beganAsBase() {
        return adapter == null && model.trainsAdapterAlone();
    }

    public boolean isAdapter() {
        return saved instanceof AdapterModel;
    }

    long trainedParameters() {
        return count(model.trained());
    }

    long allParameters() {
        Set<Parameter> all = new LinkedHashSet<>(model.parameters());
        all.addAll(model.trained());
        return count(all);
    }

    private static long count(Iterable<Parameter> parameters) {
        long count = 0;
        for (Parameter parameter : parameters) count += parameter.stored().count();
        return count;
    }

    /// Weight of the router's balance loss: only where config.json asks for it, as in TRL.
    public double balanceWeight(double setting) {
        return model.config().experts() != null && folder.config().path("output_router_logits").asBoolean(false) ? setting : 0;
    }

    /// The tokens that end an answer.
    public Set<Integer> ends(String eosToken) {
        Set<Integer> ends = new HashSet<>();
        if (eosToken != null) tokenizer.idOf(eosToken).ifPresent(ends::add);
        else tokenizer.specialTokens().eos().ifPresent(token -> ends.add(token.id()));
        folder.generationConfig().map(json -> json.path("eos_token_id")).ifPresent(ids -> {
            for (JsonNode id : ids.isArray() ? ids : List.of(ids)) if (id.isInt()) ends.add(id.intValue());
        });
        return ends;
    }

    /// A hash of every number that training begins with.
    public String sha256() {
        Set<Parameter> all = new LinkedHashSet<>(model.parameters());
        all.addAll(model.trained());
        return sha256(folder, all);
    }

    /// A hash of a model's settings and of these of its weights.
    public static String sha256(HfFolder folder, Collection<Parameter> weights) {
        MessageDigest digest = Sha256.begin();
        digest.update(folder.config().toString().getBytes(StandardCharsets.UTF_8));
        for (Parameter parameter : weights) Sha256.add(digest, parameter.stored().bytes());
        return Sha256.hex(digest);
    }

    @Override public void close() {
        tokenizer.close();
        if (weights != null) weights.close();
        if (adapter != null) adapter.close();
    }
}
