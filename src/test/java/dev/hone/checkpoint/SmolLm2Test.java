package dev.hone.checkpoint;

import static org.junit.jupiter.api.Assertions.*;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.hone.tensor.StoredTensor;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The real model, converted, against what transformers made of the same file (golden/smollm2).
class SmolLm2Test {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/smollm2");

    @Test void theWeightsHaveTheGoldenSums() {
        JsonNode checksums = Json.objectIn(GOLDEN.resolve("model.json")).get("checksums");
        try (Safetensors weights = HfFolder.open(SmolLm2.folder()).weights()) {
            assertEquals(Json.objectIn(GOLDEN.resolve("model.json")).get("parameters").longValue(),
                    weights.names().stream().mapToLong(name -> weights.get(name).count()).sum());
            checksums.properties().forEach(entry -> assertSums(entry.getValue(), weights.get(entry.getKey())));
        }
    }

    private static void assertSums(JsonNode expected, StoredTensor tensor) {
        double sum = 0;
        double absolute = 0;
        double squares = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (float number : tensor.bytes().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)) {
            sum += number;
            absolute += Math.abs(number);
            squares += (double) number * number;
            min = Math.min(min, number);
            max = Math.max(max, number);
        }
        assertEquals(expected.get("shape").toString(), Arrays.toString(tensor.shape()).replace(" ", ""));
        assertEquals(expected.get("sum").doubleValue(), sum, 1e-3 * Math.abs(sum));
        assertEquals(expected.get("abs_sum").doubleValue(), absolute, 1e-6 * absolute);
        assertEquals(expected.get("l2").doubleValue(), Math.sqrt(squares), 1e-6 * Math.sqrt(squares));
        assertEquals(expected.get("min").doubleValue(), min);
        assertEquals(expected.get("max").doubleValue(), max);
    }

    @Test void theFirstRowsAreTheGoldenOnesToTheLastBit() {
        try (Safetensors weights = HfFolder.open(SmolLm2.folder()).weights(); Safetensors slices = Safetensors.open(GOLDEN.resolve("slices.safetensors"))) {
            for (String name : slices.names()) {
                StoredTensor slice = slices.get(name);
                StoredTensor whole = weights.get(name.replaceFirst("^slice\\.", ""));
                long width = whole.shape()[whole.shape().length - 1];
                long columns = slice.shape()[slice.shape().length - 1];
                for (long i = 0; i < slice.count(); i++)
                    assertEquals(slice.bytes().get(ValueLayout.JAVA_INT_UNALIGNED, i * 4),
                            whole.bytes().get(ValueLayout.JAVA_INT_UNALIGNED, (i / columns * width + i % columns) * 4), name);
            }
        }
    }

    @Test void theTokenizerGivesTheGoldenIds() throws IOException {
        JsonNode golden = Json.objectIn(GOLDEN.resolve("tokenisation.json"));
        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.builder().optTokenizerPath(SmolLm2.folder().resolve("tokenizer.json"))
                .optTruncation(false).optPadding(false).optAddSpecialTokens(false).build()) {
            for (JsonNode expected : golden.get("cases")) {
                String text = expected.get("text").stringValue();
                long[] ids = tokenizer.encode(text, false, false).getIds();
                assertEquals(expected.get("ids").toString(), Arrays.toString(ids).replace(" ", ""), text);
                if (ids.length > 0) assertEquals(expected.get("decoded").stringValue(), tokenizer.decode(ids, false));
                if (ids.length > 0) assertEquals(expected.get("decoded_skip_special").stringValue(), tokenizer.decode(ids, true));
            }
        }
    }

    @Test void specialTokensAndTheTemplateComeAlong() throws IOException {
        JsonNode golden = Json.objectIn(GOLDEN.resolve("tokenisation.json"));
        JsonNode config = Json.objectIn(SmolLm2.folder().resolve("tokenizer_config.json"));
        for (String which : new String[] {"bos", "eos", "pad", "unk"}) assertEquals(golden.get(which), config.get(which + "_token"));
        assertEquals(golden.get("added_tokens").size(), config.get("added_tokens_decoder").size());
        golden.get("added_tokens").properties().forEach(token -> assertEquals(token.getValue(), config.get("added_tokens_decoder").get(token.getKey()).get("content")));
        assertEquals(Json.objectIn(GOLDEN.resolve("chat_template.json")).get("template").stringValue(), Files.readString(SmolLm2.folder().resolve("chat_template.jinja")));
        JsonNode generation = HfFolder.open(SmolLm2.folder()).generationConfig().orElseThrow();
        assertEquals(2, generation.get("eos_token_id").intValue());
    }
}
