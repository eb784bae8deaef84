package dev.hone.algorithm.ppo;

import dev.hone.algorithm.rollout.Generation;
import dev.hone.algorithm.rollout.Rollout;
import dev.hone.algorithm.rollout.RolloutState;
import dev.hone.batch.LabelNumbers;
import dev.hone.checkpoint.Safetensors;
import dev.hone.checkpoint.SafetensorsWriter;
import dev.hone.checkpoint.TensorSource;
import dev.hone.loss.AnswerPlaces;
import dev.hone.loss.KlController;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.train.LearnerState;
import dev.hone.train.TrainingState;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Policy and critic with their optimizers, the answers at hand with what they teach, and the price of distance.
/// In a checkpoint's folder the critic has a folder of its own, and the lessons a file.
public final class PpoState implements TrainingState {
    /// The critic's folder, in a checkpoint's and in the run's.
    public static final String CRITIC = "critic";
    private static final String LESSONS = "lessons.safetensors";
    private static final String VALUES = "values";
    private static final String ADVANTAGES = "advantages";
    private static final String RETURNS = "returns";
    private static final String PRICE = "kl_coef";

    private final RolloutState policy;
    private final LearnerState critic;
    private final Function<List<Rollout>, AnswerPlaces> places;
    private KlController controller;
    private Experience experience;

    /// @param policy with its rollouts
    /// @param places where the critic speaks in answers
    PpoState(RolloutState policy, LearnerState critic, Function<List<Rollout>, AnswerPlaces> places, KlController controller) {
        this.policy = policy;
        this.critic = critic;
        this.places = places;
        this.controller = controller;
    }

    /// Null before the first.
    Experience experience() {
        return experience;
    }

    KlController controller() {
        return controller;
    }

    /// @param next the price of distance for the generation after this one
    void experienced(Experience made, KlController next) {
        experience = made;
        controller = next;
        policy.sampled(made.generation());
    }

    @Override public void save(Path folder) {
        policy.save(folder);
        critic.save(criticIn(folder));
        if (experience == null) return;
        SafetensorsWriter.writeFile(folder.resolve(LESSONS), List.of(source(VALUES, Lesson::values), source(ADVANTAGES, Lesson::advantages),
                source(RETURNS, Lesson::returns)), Map.of(PRICE, Double.toString(controller.coefficient())));
    }

    private TensorSource source(String name, Function<Lesson, float[]> what) {
        float[] numbers = LabelNumbers.joined(experience.lessons().stream().map(what).toList());
        return new TensorSource(name, DType.FLOAT32, new long[] {numbers.length}, scratch -> scratch.allocateFrom(ValueLayout.JAVA_FLOAT, numbers));
    }

    @Override public void restore(Path folder) {
        policy.restore(folder);
        critic.restore(folder.resolve(CRITIC));
        experience = policy.generation() == null ? null : experience(policy.generation(), folder.resolve(LESSONS));
    }

    private Experience experience(Generation generation, Path file) {
        List<Rollout> judged = Experience.judged(generation);
        AnswerPlaces each = places.apply(judged);
        try (Safetensors saved = Safetensors.open(file)) {
            controller = controller.with(Double.parseDouble(saved.metadata().get(PRICE)));
            List<float[]> values = numbers(saved, VALUES, each.places()), returns = numbers(saved, RETURNS, each.places());
            List<float[]> advantages = numbers(saved, ADVANTAGES, each.tokens());
            List<Lesson> lessons = new ArrayList<>();
            for (int i = 0; i < judged.size(); i++) lessons.add(new Lesson(judged.get(i), values.get(i), advantages.get(i), returns.get(i)));
            return new Experience(generation, lessons);
        }
    }

    private static List<float[]> numbers(Safetensors saved, String name, int[] lengths) {
        return LabelNumbers.split(saved.get(name).bytes().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED), lengths);
    }

    @Override public void saveModel(Path folder) {
        policy.saveModel(folder);
        critic.saveModel(criticIn(folder));
    }

    @Override public void restoreModel(Path folder) {
        policy.restoreModel(folder);
        critic.restoreModel(folder.resolve(CRITIC));
    }

    private static Path criticIn(Path folder) {
        try {
            return Files.createDirectories(folder.resolve(CRITIC));
        } catch (IOException e) {
            throw new UserError(folder.resolve(CRITIC) + ": cannot be made (" + e.getMessage() + ")", e);
        }
    }
}
