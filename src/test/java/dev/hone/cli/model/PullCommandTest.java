package dev.hone.cli.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.hone.hub.HubEnvironment;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PullCommandTest {
    private static final String COMMIT = "1111111111222222222233333333334444444444";

    @TempDir Path home;
    private HttpServer server;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicReference<Exception> thrown = new AtomicReference<>();

    /// A hub of one repository, known as a model and as a data set, with one empty file each.
    @BeforeEach void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        // git's hash of an empty file
        String empty = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
        byte[] listing = ("{\"sha\":\"" + COMMIT + "\",\"siblings\":[{\"rfilename\":\"tokenizer.json\",\"size\":0,\"blobId\":\"" + empty
                + "\"},{\"rfilename\":\"merges.txt\",\"size\":0,\"blobId\":\"" + empty + "\"}]}").getBytes(StandardCharsets.UTF_8);
        server.createContext("/api/", exchange -> {
            exchange.sendResponseHeaders(200, listing.length);
            exchange.getResponseBody().write(listing);
            exchange.close();
        });
        server.start();
    }

    @AfterEach void stop() {
        server.stop(0);
    }

    private int run(String... arguments) {
        var environment = new HubEnvironment(Map.of("HF_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort()), home);
        return new CommandLine(new PullCommand(environment)).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .setExecutionExceptionHandler((failure, _, _) -> {
                    thrown.set(failure);
                    return failure instanceof UserError ? 2 : 1;
                }).execute(arguments);
    }

    private String message(String... arguments) {
        assertEquals(2, run(arguments));
        return assertInstanceOf(UserError.class, thrown.get()).getMessage();
    }

    @Test void theFolderAloneGoesToStandardOutput() {
        assertEquals(0, run("acme/tiny"));
        Path folder = home.resolve(".cache/huggingface/hub/models--acme--tiny/snapshots").resolve(COMMIT);
        assertEquals(folder + System.lineSeparator(), out.toString());
        assertTrue(Files.exists(folder.resolve("merges.txt")));
    }

    @Test void aProgramReadsOneObject() {
        assertEquals(0, run("--dataset", "acme/tiny", "--revision", "v1", "--exclude", "*.txt", "--cache-dir", home.resolve("c").toString(), "--json", "--quiet"));
        String folder = home.resolve("c/datasets--acme--tiny/snapshots").resolve(COMMIT).toString();
        assertEquals("{\"kind\":\"dataset\",\"id\":\"acme/tiny\",\"revision\":\"v1\",\"commit\":\"" + COMMIT + "\",\"folder\":\"" + folder.replace("\\", "\\\\")
                + "\",\"files\":[{\"name\":\"tokenizer.json\",\"bytes\":0}],\"bytes\":0,\"fetched_bytes\":0}" + System.lineSeparator(), out.toString());
        assertEquals("", err.toString());
    }

    @Test void includeChooses() {
        assertEquals(0, run("acme/tiny", "--include", "*.txt"));
        assertFalse(Files.exists(home.resolve(".cache/huggingface/hub/models--acme--tiny/snapshots").resolve(COMMIT).resolve("tokenizer.json")));
    }

    @Test void mistakesAreSaid() {
        assertTrue(message().contains("takes one thing to fetch: MODEL, or --dataset NAME; got neither"));
        assertTrue(message("a/b", "--dataset", "c/d").contains("got both"));
        assertTrue(message("./model").contains("'./model' is a path; hone pull takes a hub id"));
        assertTrue(message("a/b@v1", "--revision", "v2").contains("the revision is given twice"));
    }

    @Test void helpSaysHowToPassTheToken() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString().contains("Access token: there is no flag for it"), out.toString());
        assertFalse(out.toString().contains("--token"));
        assertTrue(out.toString().contains("hone pull HuggingFaceTB/SmolLM2-135M-Instruct"));
    }
}
