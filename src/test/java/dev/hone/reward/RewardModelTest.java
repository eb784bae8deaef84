package dev.hone.reward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.Safetensors;
import dev.hone.model.CausalLm;
import dev.hone.model.ModelConfig;
import dev.hone.model.cpu.CpuDecoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RewardModelTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/losses/reward_model");
    private static final int PADDING = 0;

    @Test void aTextIsScoredAtItsLastTokenThatIsNoPadding() {
        assertEquals(2, RewardModel.place(new int[] {5, 6, 7}, RewardModel.NO_PADDING));
        assertEquals(2, RewardModel.place(new int[] {5, 6, 7}, 2));
        assertEquals(0, RewardModel.place(new int[] {5, 2, 2}, 2));       // the padding token may be the EOS token too
        assertEquals(1, RewardModel.place(new int[] {2, 5, 2}, 2));
        assertEquals(0, RewardModel.place(new int[] {2, 2}, 2));
    }

    /// What answers share is computed once and changes no bit of what they get; all memory of it is given back.
    @Test void answersToOnePromptScoreWhatEachScoresAlone() {
        ModelConfig config = ModelConfig.read(HfFolder.open(GOLDEN).config(), "config.json");
        try (Safetensors weights = Safetensors.open(GOLDEN)) {
            var decoder = new CpuDecoder(CausalLm.of(config, weights));
            var model = new RewardModel(decoder, config, Optional.empty(), PADDING);
            List<int[]> answers = List.of(new int[] {1, 7, 9, 30, 31, 32}, new int[] {1, 7, 9, 40}, new int[] {1, 7, 9}, new int[] {1, 7, 9, 30, 31, 32, 0, 0});
            double[] together = model.scores(answers);
            for (int i = 0; i < together.length; i++) assertArrayEquals(new double[] {together[i]}, model.scores(List.of(answers.get(i))), "answer " + i);
            assertEquals(together[0], together[3]);
            assertEquals(0, decoder.pagesInUse());
        }
    }
}
