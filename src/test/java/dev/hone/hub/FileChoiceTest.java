package dev.hone.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.hub.FileChoice.Purpose;
import dev.hone.settings.UserError;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class FileChoiceTest {
    private static final HubReference MODEL = HubReference.parse(HubKind.MODEL, "acme/tiny");
    private static final HubReference DATASET = HubReference.parse(HubKind.DATASET, "acme/rows");

    private static List<String> chosen(FileChoice choice, String... names) {
        List<RemoteFile> files = Stream.of(names).map(name -> new RemoteFile(name, 1, "", "")).toList();
        return choice.from(new Listing("", files), choice.purpose() == Purpose.DATASET ? DATASET : MODEL).stream().map(RemoteFile::name).sorted().toList();
    }

    private static String refusal(FileChoice choice, String... names) {
        return assertThrows(UserError.class, () -> chosen(choice, names)).getMessage();
    }

    private static FileChoice include(Purpose purpose, String... globs) {
        return new FileChoice(purpose, List.of(globs), List.of());
    }

    @Test void aModelIsItsConfigTokenizerTemplateAndSafetensors() {
        assertEquals(List.of("chat_template.jinja", "config.json", "merges.txt", "model.safetensors", "tokenizer.model"),
                chosen(FileChoice.MODEL, "config.json", "merges.txt", "tokenizer.model", "chat_template.jinja", "model.safetensors", "pytorch_model.bin",
                        "onnx/model.onnx", "tf_model.h5", "README.md", ".gitattributes", "modeling_tiny.py", "model.gguf", "original/config.json"));
    }

    @Test void aTokenizerComesWithoutWeights() {
        assertEquals(List.of("config.json", "tokenizer.json"),
                chosen(FileChoice.TOKENIZER, "config.json", "tokenizer.json", "model.safetensors.index.json", "model-00001-of-00002.safetensors"));
    }

    @Test void theSameWeightsDoNotComeTwice() {
        // variants and Mistral's own layout beside the usual one
        assertEquals(List.of("model.safetensors"), chosen(FileChoice.MODEL, "model.safetensors", "model.fp16.safetensors", "consolidated.safetensors"));
        assertEquals(List.of("model.safetensors"), chosen(FileChoice.MODEL, "model.safetensors", "model.safetensors.index.json", "model-00001-of-00001.safetensors"));
        assertEquals(List.of("consolidated.safetensors"), chosen(FileChoice.MODEL, "consolidated.safetensors"));
        assertEquals(List.of("adapter_config.json", "adapter_model.safetensors"), chosen(FileChoice.MODEL, "adapter_config.json", "adapter_model.safetensors", "training_args.bin"));
    }

    @Test void picklesAreRefusedWithTheReason() {
        String message = refusal(FileChoice.MODEL, "config.json", "pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin");
        assertTrue(message.contains("pickle files, which can run any program when they are opened"), message);
        assertTrue(refusal(include(Purpose.MODEL, "*.bin"), "pytorch_model.bin").contains("pickle files"));
        assertEquals(List.of("a.txt"), chosen(include(Purpose.MODEL, "*"), "a.txt", "b.PT", "c.pkl", "d.ckpt"));
    }

    @Test void oneGgufIsTakenAndOfSeveralOneIsChosen() {
        assertEquals(List.of("tiny-q4.gguf"), chosen(FileChoice.MODEL, "tiny-q4.gguf", "README.md"));
        assertEquals(List.of("t-00001-of-00002.gguf", "t-00002-of-00002.gguf"), chosen(FileChoice.MODEL, "t-00001-of-00002.gguf", "t-00002-of-00002.gguf"));
        assertTrue(refusal(FileChoice.MODEL, "tiny-q4.gguf", "tiny-q8.gguf").contains("choose one with --include, for example --include 'tiny-q4.gguf'"));
        assertEquals(List.of("tiny-q8.gguf"), chosen(include(Purpose.MODEL, "*q8*"), "tiny-q4.gguf", "tiny-q8.gguf"));
        assertTrue(refusal(FileChoice.MODEL, "config.json", "tf_model.h5").contains("no weights as safetensors or GGUF"));
    }

    @Test void aDataSetIsItsRows() {
        assertEquals(List.of("README.md", "a.csv", "data/train.parquet", "x/y.jsonl"),
                chosen(FileChoice.DATASET, "README.md", "a.csv", "data/train.parquet", "x/y.jsonl", "rows.py", "dataset_infos.json", ".cache/x.json", "img.png"));
    }

    @Test void aLoadingScriptIsNotFollowed() {
        String message = refusal(FileChoice.DATASET, "rows.py", "README.md");
        assertTrue(message.contains("Hone runs no code from a data set") && message.contains("acme/rows@refs/convert/parquet"), message);
    }

    @Test void globsAreThoseOfPython() {
        assertEquals(List.of("a/b.json"), chosen(include(Purpose.MODEL, "*.json"), "a/b.json", "c.txt"));
        assertEquals(List.of("a/b.json", "a/c/d"), chosen(include(Purpose.MODEL, "a/"), "a/b.json", "a/c/d", "ab"));
        assertEquals(List.of("x1", "x2"), chosen(include(Purpose.MODEL, "x[12]"), "x1", "x2", "x3"));
        assertEquals(List.of("x3"), chosen(include(Purpose.MODEL, "?[!12]"), "x1", "x2", "x3"));
        assertEquals(List.of("a(b).json"), chosen(include(Purpose.MODEL, "a(b)*"), "a(b).json", "ab.json"));
        assertTrue(refusal(include(Purpose.MODEL, "*.zip"), "a.json").contains("--include *.zip matches no file of the model acme/tiny; it has a.json"));
        assertTrue(refusal(new FileChoice(Purpose.DATASET, List.of(), List.of("*")), "a.json").contains("after --exclude"));
    }
}
