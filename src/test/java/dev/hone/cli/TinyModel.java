package dev.hone.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// Small model folders to break and to talk to. What they say makes no sense, but is the same each time.
public final class TinyModel {
    public static final Path MODELS = Path.of("src/test/resources/golden/models");
    public static final Path TOKENIZER = Path.of("src/test/resources/golden/tokenizer/tiny");
    private static final Path BASE = Path.of("src/test/resources/golden/training/base_model");
    private static final Path REWARD = Path.of("src/test/resources/golden/losses/reward_model");

    private TinyModel() {}

    /// A copy of a golden model.
    public static Path copyOf(String name, Path target) {
        copy(MODELS.resolve(name), target);
        return target;
    }

    /// A model of 320 tokens with their tokenizer and a chat template, for texts of 2,048 tokens.
    public static Path withTokenizer(Path target) {
        return withTokenizer(BASE, target);
    }

    /// The same with the weights of another model of its shape.
    public static Path withTokenizer(Path weights, Path target) {
        copy(weights, target);
        copy(TOKENIZER, target);
        ObjectNode config = (ObjectNode) Cli.json(target.resolve("config.json"));
        Cli.write(target.resolve("config.json"), config.put("max_position_embeddings", 2048).toString());
        return target;
    }

    /// A reward model for the same tokens.
    public static Path reward(Path target) {
        copy(REWARD, target);
        copy(TOKENIZER, target);
        return target;
    }

    /// The reward model that TRL's recorded run began with.
    public static Path rewardBase(Path target) {
        copy(Path.of("src/test/resources/golden/training/base_reward_model"), target);
        copy(TOKENIZER, target);
        return target;
    }

    /// The policy that TRL's recorded runs of `GRPOTrainer` began with.
    public static Path grpo(Path target) {
        copy(Path.of("src/test/resources/golden/losses/grpo_model"), target);
        copy(TOKENIZER, target);
        return target;
    }

    /// One of the models that TRL's recorded run of `PPOTrainer` began with.
    public static Path ppo(String name, Path target) {
        copy(Path.of("src/test/resources/golden/training/ppo").resolve(name), target);
        copy(TOKENIZER, target);
        return target;
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.toList()) Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
