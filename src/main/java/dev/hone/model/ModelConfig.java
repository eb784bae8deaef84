package dev.hone.model;

import dev.hone.model.layer.Activation;
import dev.hone.model.layer.RopeScaling;
import dev.hone.model.layer.Routing;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// What config.json says about a model, whichever way it says it: both spellings of transformers, with each family's
/// defaults filled in, give the same record.
/// @param architecture   the entry of `architectures`, such as LlamaForCausalLM
/// @param head           what the last layer says
/// @param activation     of the feed-forward layers
/// @param normEps        added to the mean square in every norm that has no epsilon of its own
/// @param tiedEmbeddings whether the output layer is the embedding table
/// @param paddingId      the id whose embedding gets no gradient from the input side, as in PyTorch; -1 for none
/// @param maxPositions   the length that the model says it is good for
/// @param initializerRange standard deviation of weights that begin anew
/// @param storedType     what the weights were saved as, or null when the file does not say
/// @param layers         what differs from layer to layer
/// @param experts        null in models without
/// @param latent         null in models without multi-head latent attention
public record ModelConfig(String architecture, Head head, Sizes sizes, Biases biases, Activation activation, double normEps,
        boolean tiedEmbeddings, int paddingId, int maxPositions, double initializerRange, DType storedType,
        List<LayerPlan> layers, Scales scales, Experts experts, Latent latent) {

    private static final double INITIALIZER_RANGE = 0.02;

    public ModelConfig {
        layers = List.copyOf(layers);
    }

    /// @param json  config.json
    /// @param where begins every message about it, usually the file's path
    /// @throws UserError when the architecture is unknown or a value can't be used
    public static ModelConfig read(JsonNode json, String where) {
        var config = new ConfigReader(json, where);
        if (config.has("quantization_config")) throw new UserError(where + ": quantization_config says that the weights are quantised;"
                + " Hone opens float32, float16 and bfloat16 weights");
        ModelConfig settings = Architectures.named(config).settings(config);
        if (settings.head == Head.SCORE) requireOneLabel(config);
        return settings;
    }

    /// transformers takes the number of labels from their names, and has two where the file is silent.
    private static void requireOneLabel(ConfigReader json) {
        ConfigReader names = json.part("id2label");
        int labels = names.isEmpty() ? json.wholeOr("num_labels", 2) : names.object().size();
        if (labels != 1) throw new UserError(json.where() + ": " + Architectures.nameIn(json) + " has " + labels + " labels"
                + " (id2label, num_labels); expected 1: of classifiers, Hone opens those that give one score, which are reward models");
    }

    /// The same body with a score for a head. The embedding of its `paddingId` goes on as in the base, also where the saved model
    /// names another token for padding: so do TRL's.
    /// @throws UserError when transformers has no such model
    public ModelConfig scoring() {
        if (head == Head.SCORE) return this;
        String name = Architectures.scoring(architecture).orElseThrow(() -> new UserError(
                "transformers has no reward model of " + architecture + "; take a base of another family, such as LlamaForCausalLM"));
        return new ModelConfig(name, Head.SCORE, sizes, biases, activation, normEps, tiedEmbeddings, paddingId, maxPositions, initializerRange,
                storedType, layers, scales, experts, latent);
    }

    /// @param heads    query heads
    /// @param kvHeads  key and value heads
    /// @param headDim  entries of a head
    public record Sizes(int vocabulary, int hidden, int intermediate, int heads, int kvHeads, int headDim) {
        /// Reads what all families have.
        /// @param kvHeadsDefault number of key heads when the file does not say; 0 for as many as query heads
        /// @param headDimDefault entries of a head when the file does not say; 0 for hidden / heads
        static Sizes read(ConfigReader json, int kvHeadsDefault, int headDimDefault) {
            int hidden = json.count("hidden_size");
            int heads = json.count("num_attention_heads");
            boolean says = json.mentions("num_key_value_heads");
            int kvHeads = json.countOr("num_key_value_heads", says || kvHeadsDefault == 0 ? heads : kvHeadsDefault);
            if (heads % kvHeads != 0) throw json.wrong("num_key_value_heads", "a divisor of num_attention_heads, which is " + heads);
            if (!json.has("head_dim") && headDimDefault == 0 && hidden % heads != 0) throw json.wrong("hidden_size",
                    "a multiple of num_attention_heads, which is " + heads + ", as there is no head_dim");
            int headDim = json.countOr("head_dim", headDimDefault == 0 ? hidden / heads : headDimDefault);
            return new Sizes(json.count("vocab_size"), hidden, json.count("intermediate_size"), heads, kvHeads, headDim);
        }
    }

    /// Which layers have a bias.
    public record Biases(boolean queryKeyValue, boolean attentionOutput, boolean mlp) {
        static final Biases NONE = new Biases(false, false, false);

        /// As the flags `attention_bias` and `mlp_bias` say.
        static Biases read(ConfigReader json) {
            boolean attention = json.flagOr("attention_bias", false);
            return new Biases(attention, attention, json.flagOr("mlp_bias", false));
        }
    }

    /// One layer.
    /// @param window how many tokens back it sees, itself included; 0 is all
    /// @param rope   null in a layer without positions
    /// @param sparse whether its feed-forward layer is a mixture of experts
    public record LayerPlan(int window, Rotary rope, boolean sparse) {}

    /// Rotary position embedding.
    /// @param dims how many of a head's entries are turned
    public record Rotary(double theta, int dims, boolean interleaved, RopeScaling scaling) {}

    /// Constant factors.
    /// @param embedding    on the embeddings
    /// @param attention    on the scores before softmax
    /// @param residual     on what each layer adds
    /// @param logit        on the logits
    /// @param finalSoftcap logits go through `c · tanh(logit / c)`; 0 is not
    public record Scales(double embedding, double attention, double residual, double logit, double finalSoftcap) {
        /// Scores over the root of the head's size, all else 1.
        static Scales usual(Sizes sizes) {
            return new Scales(1, 1 / Math.sqrt(sizes.headDim()), 1, 1, 0);
        }
    }

    /// Mixture of experts.
    /// @param width          of each expert
    /// @param sharedWidth    of the expert that every token goes through; 0 is none
    /// @param balanceWeight  factor on the router's balance loss in training, `router_aux_loss_coef`
    public record Experts(int count, int width, int sharedWidth, Routing routing, double balanceWeight) {}

    /// Multi-head latent attention.
    /// @param queryRank width of the queries' bottleneck; 0 is none
    public record Latent(int queryRank, int rank, int nopeDim, int ropeDim, int valueDim) {}

    /// What a family takes for granted where config.json is silent.
    /// @param paddingId -1 for none
    record Defaults(String activationKey, String activation, double normEps, boolean tied, int paddingId, int maxPositions) {
        Defaults(double normEps, boolean tied, int paddingId, int maxPositions) {
            this("hidden_act", "silu", normEps, tied, paddingId, maxPositions);
        }
    }

    /// Reads what all families share and adds what a family has read itself.
    static ModelConfig of(ConfigReader json, Defaults defaults, Sizes sizes, Biases biases, List<LayerPlan> layers, Scales scales,
            Experts experts, Latent latent) {
        String name = Architectures.nameIn(json);
        return new ModelConfig(name, Architectures.headOf(name), sizes, biases, activation(json, defaults),
                json.positiveOr("rms_norm_eps", defaults.normEps), json.flagOr("tie_word_embeddings", defaults.tied),
                paddingId(json, defaults, sizes), json.countOr("max_position_embeddings", defaults.maxPositions),
                json.numberOr("initializer_range", INITIALIZER_RANGE), storedType(json),
                layers, scales, experts, latent);
    }

    private static Activation activation(ConfigReader json, Defaults defaults) {
        String key = defaults.activationKey;
        return switch (json.textOr(key, defaults.activation)) {
            case "silu", "swish" -> Activation.SILU;
            case "gelu_pytorch_tanh", "gelu_python_tanh", "gelu_new", "gelu_fast", "gelu_accurate" -> Activation.GELU_TANH;
            case "gelu", "gelu_python" -> Activation.GELU;
            case "relu" -> Activation.RELU;
            default -> throw json.wrong(key, "one of silu, gelu, gelu_pytorch_tanh, gelu_new, relu");
        };
    }

    private static int paddingId(ConfigReader json, Defaults defaults, Sizes sizes) {
        int id = json.idOr("pad_token_id", json.mentions("pad_token_id") ? -1 : defaults.paddingId);
        if (json.has("pad_token_id") && id < 0) id += sizes.vocabulary;       // PyTorch counts from the end
        return id >= sizes.vocabulary ? -1 : id;
    }

    private static DType storedType(ConfigReader json) {
        String key = json.has("dtype") ? "dtype" : "torch_dtype";
        String name = json.textOr(key, null);
        if (name == null) return null;
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "float32" -> DType.FLOAT32;
            case "float16" -> DType.FLOAT16;
            case "bfloat16" -> DType.BFLOAT16;
            case "float64" -> DType.FLOAT64;
            default -> throw json.wrong(key, "one of float32, float16, bfloat16, float64");
        };
    }
}
