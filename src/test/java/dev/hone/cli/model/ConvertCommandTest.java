package dev.hone.cli.model;

import static org.junit.jupiter.api.Assertions.*;

import dev.hone.settings.UserError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

class ConvertCommandTest {
    private static final String MODEL = "src/test/resources/golden/models/llama-smollm2";
    @TempDir Path folder;

    @Test void theResultIsOneLineOrOneObject() throws Exception {
        String target = folder.resolve("hf").toString();
        assertTrue(run(MODEL, "--output", target, "--dtype", "bfloat16").startsWith(target + ": LlamaForCausalLM, "));
        var json = JsonMapper.shared().readTree(run(MODEL, "--output", target, "--dtype", "float16", "--overwrite", "--json"));
        assertEquals("float16", json.get("dtype").stringValue());
        assertEquals(json.get("parameters").longValue() * 2, json.get("bytes").longValue());
        assertEquals("", run(MODEL, "--output", target, "--overwrite", "--quiet", "--max-shard-size", "20KB"));
        assertTrue(Files.exists(folder.resolve("hf/model.safetensors.index.json")));
    }

    @Test void mistakesBecomeMessages() {
        assertEquals("--dtype is fp8; allowed are float32, bfloat16, float16", error(MODEL, "--output", "x", "--dtype", "fp8"));
        assertEquals("--dtype is int64; allowed are float32, bfloat16, float16", error(MODEL, "--output", "x", "--dtype", "int64"));
        assertEquals("max_shard_size is huge, expected a size such as 5GB, 500MB or 2GiB", error(MODEL, "--output", "x", "--max-shard-size", "huge"));
        Path none = folder.resolve("none.gguf");
        assertEquals(none + ": no such file", error(none.toString(), "--output", folder.resolve("x").toString()));
    }

    private static String run(String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine command = command().setOut(new PrintWriter(out));
        assertEquals(0, command.execute(arguments));
        return out.toString();
    }

    private static String error(String... arguments) {
        StringWriter message = new StringWriter();
        command().setExecutionExceptionHandler((e, _, _) -> {
            message.append(assertInstanceOf(UserError.class, e).getMessage());
            return 2;
        }).execute(arguments);
        return message.toString();
    }

    private static CommandLine command() {
        return new CommandLine(new ConvertCommand());
    }
}
