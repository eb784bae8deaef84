package dev.hone.reward;

import dev.hone.checkpoint.OpenedModel;
import dev.hone.checkpoint.RewardConfig;
import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.hub.Hub;
import dev.hone.hub.HubEnvironment;
import dev.hone.hub.PullProgress;
import dev.hone.model.Head;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Asks a [RewardModel] from a folder. Neighbouring answers to one prompt share its computation.
final class ModelReward implements Reward {
    /// The column with the functions that a conversation may call, which the chat template reads.
    private static final String TOOLS = "tools";

    record Arguments(
            @Help("a reward model or an adapter: a folder, or a hub id with an optional @revision") String model,
            @Help("what its weights are kept in, float32 or bfloat16; none: as they are stored") String dtype) {
        private DType kept() {
            return switch (dtype) {
                case null -> null;
                case "float32" -> DType.FLOAT32;
                case "bfloat16" -> DType.BFLOAT16;
                default -> throw new UserError("dtype is \"" + dtype + "\"; expected float32 or bfloat16");
            };
        }
    }

    private final OpenedModel opened;
    private final RewardModel model;

    ModelReward(Arguments arguments) {
        if (arguments.model == null) throw new UserError("model is missing; expected the folder or hub id of a reward model");
        DType kept = arguments.kept();
        Hub hub = Hub.of(HubEnvironment.ofProcess(), PullProgress.silent());
        opened = OpenedModel.open(hub.model(arguments.model), hub, kept, Head.SCORE);
        model = new RewardModel(opened.decoder(), opened.config(), opened.tokenizer(),
                RewardConfig.padding(opened.config(), opened.tokenizer(), opened.adapter() != null).orElse(RewardModel.NO_PADDING));
    }

    @Override public double[] score(List<RewardRequest> answers) {
        double[] scores = new double[answers.size()];
        for (int from = 0, to; from < scores.length; from = to) {
            to = from + 1;
            while (to < scores.length && answers.get(to).prompt().equals(answers.get(from).prompt())) to++;
            double[] ofPrompt = model.scores(answers.subList(from, to).stream().map(answer -> model.tokens(example(answer))).toList());
            System.arraycopy(ofPrompt, 0, scores, from, ofPrompt.length);
        }
        return scores;
    }

    private static Example example(RewardRequest request) {
        if (!(request.prompt() instanceof ArrayNode messages)) return new Example.TextCompletion(request.promptText(), request.answer());
        JsonNodeFactory json = JsonNodeFactory.instance;
        ObjectNode said = json.objectNode().put("role", "assistant").put("content", request.answer());
        ArrayNode tools = request.columns().get(TOOLS) instanceof ArrayNode given ? given : null;
        return new Example.ChatCompletion(new Conversation(messages, tools, json.objectNode()), json.arrayNode().add(said));
    }

    @Override public void close() {
        opened.close();
    }
}
