package dev.hone.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A hub on the loopback address. As the endpoint it is called 127.0.0.1, as the storage host of large files localhost:
/// two hosts as far as a token is concerned. Faults are lined up per file and used up one per request.
final class FakeHub implements AutoCloseable {
    static final String COMMIT = "1111111111222222222233333333334444444444";

    /// A file in the fake repository.
    record Stored(byte[] bytes, boolean large) {
        String sha256() {
            return hash("SHA-256", bytes);
        }

        String blobId() {
            byte[] content = large ? pointer() : bytes;
            return hash("SHA-1", ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII), content);
        }

        String etag() {
            return large ? sha256() : blobId();
        }

        private byte[] pointer() {
            return ("version https://git-lfs.github.com/spec/v1\noid sha256:" + sha256() + "\nsize " + bytes.length + "\n").getBytes(StandardCharsets.US_ASCII);
        }
    }

    /// What the fake hub was asked.
    record Seen(String method, String host, String path, String authorization, String range, String ifRange) {
        boolean isStorage() {
            return host.startsWith("localhost");
        }
    }

    /// Answers a request otherwise than well.
    @FunctionalInterface
    interface Fault {
        void answer(HttpExchange exchange, Stored file) throws IOException;
    }

    private static final Pattern API = Pattern.compile("/api/(models|datasets)/(.+)/(revision|tree)/([^/]+)");
    private static final Pattern FILE = Pattern.compile("/(datasets/)?(.+)/resolve/([^/]+)/(.+)");

    private final HttpServer server;
    private final Map<String, Map<String, Stored>> repositories = new ConcurrentHashMap<>();
    private final Map<String, String> revisions = new ConcurrentHashMap<>(Map.of("main", COMMIT));
    private final Map<String, Stored> storage = new ConcurrentHashMap<>();
    private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
    volatile boolean blobsInListing = true;
    volatile String storageName = "localhost";

    FakeHub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /// Adds a small file, which git stores itself.
    FakeHub small(String repository, String name, String text) {
        return put(repository, name, new Stored(text.getBytes(StandardCharsets.UTF_8), false));
    }

    /// Adds a large file, which lies on the storage host.
    FakeHub large(String repository, String name, byte[] bytes) {
        return put(repository, name, new Stored(bytes, true));
    }

    FakeHub put(String repository, String name, Stored file) {
        repositories.computeIfAbsent(repository, _ -> Collections.synchronizedMap(new TreeMap<>())).put(name, file);
        if (file.large()) storage.put(file.sha256(), file);
        return this;
    }

    FakeHub revision(String name, String commit) {
        revisions.put(name, commit);
        return this;
    }

    /// The next requests for this file (by name), or for the listing (""), go wrong in this order.
    FakeHub fault(String name, Fault... next) {
        faults.computeIfAbsent(name, _ -> new ConcurrentLinkedDeque<>()).addAll(List.of(next));
        return this;
    }

    long requests(String part) {
        synchronized (seen) {
            return seen.stream().filter(request -> request.path().contains(part)).count();
        }
    }

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new java.util.Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Fault status(int status, String... headers) {
        return (exchange, _) -> {
            for (int i = 0; i < headers.length; i += 2) exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            exchange.sendResponseHeaders(status, -1);
        };
    }

    static Fault redirect(String to) {
        return status(302, "Location", to);
    }

    /// Promises the whole file, sends its beginning and hangs up. A client may lose bytes that it had not taken yet when
    /// the connection ends, so it is given a moment to take them: then the test knows how many it has.
    static Fault truncated(int length) {
        return (exchange, file) -> {
            exchange.sendResponseHeaders(200, file.bytes().length);
            exchange.getResponseBody().write(file.bytes(), 0, length);
            exchange.getResponseBody().flush();
            LockSupport.parkNanos(300_000_000);
        };
    }

    /// Sends the beginning and then nothing, without hanging up.
    Fault stalled(int length) {
        return (exchange, file) -> {
            exchange.sendResponseHeaders(200, file.bytes().length);
            exchange.getResponseBody().write(file.bytes(), 0, length);
            exchange.getResponseBody().flush();
            waitForClose();
        };
    }

    /// Takes the request and never answers.
    Fault silent() {
        return (_, _) -> waitForClose();
    }

    /// Sends other bytes, as a broken mirror would.
    static Fault instead(byte[] other) {
        return (exchange, _) -> {
            exchange.sendResponseHeaders(200, other.length);
            exchange.getResponseBody().write(other);
        };
    }

    private void waitForClose() {
        try {
            closing.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            String path = exchange.getRequestURI().getRawPath();
            seen.add(new Seen(exchange.getRequestMethod(), headers.getFirst("Host"), path, headers.getFirst("Authorization"),
                    headers.getFirst("Range"), headers.getFirst("If-Range")));
            if (path.startsWith("/storage/")) storage(exchange, path.substring("/storage/".length()));
            else if (API.matcher(path) instanceof Matcher api && api.matches()) api(exchange, api);
            else if (FILE.matcher(path) instanceof Matcher file && file.matches()) file(exchange, file);
            else exchange.sendResponseHeaders(404, -1);
        } catch (IOException hungUp) {
            // the client closed first, as several tests want
        } catch (RuntimeException bug) {
            bug.printStackTrace();
        }
    }

    private Fault nextFault(String name) {
        Queue<Fault> waiting = faults.getOrDefault(name, new ArrayDeque<>());
        return waiting.poll();
    }

    private void api(HttpExchange exchange, Matcher api) throws IOException {
        Fault fault = nextFault("");
        if (fault != null) {
            fault.answer(exchange, new Stored(new byte[0], false));
            return;
        }
        Map<String, Stored> files = repositories.get((api.group(1).equals("datasets") ? "datasets/" : "") + api.group(2));
        String revision = URLDecoder.decode(api.group(4), StandardCharsets.UTF_8);
        String commit = revisions.containsValue(revision) ? revision : revisions.get(revision);
        if (files == null || commit == null) {
            exchange.getResponseHeaders().set("X-Error-Code", files == null ? "RepoNotFound" : "RevisionNotFound");
            exchange.sendResponseHeaders(404, -1);
        } else json(exchange, api.group(3).equals("tree") ? tree(files) : info(api.group(2), commit, files));
    }

    private String info(String id, String commit, Map<String, Stored> files) {
        List<String> siblings = new ArrayList<>();
        files.forEach((name, file) -> siblings.add("{\"rfilename\":" + quote(name) + (blobsInListing
                ? ",\"size\":" + file.bytes().length + ",\"blobId\":\"" + file.blobId() + "\"" + (file.large()
                ? ",\"lfs\":{\"sha256\":\"" + file.sha256() + "\",\"size\":" + file.bytes().length + ",\"pointerSize\":130}" : "") : "") + "}"));
        return "{\"_id\":\"1\",\"id\":" + quote(id) + ",\"modelId\":" + quote(id) + ",\"private\":false,\"tags\":[],\"downloads\":0,\"likes\":0,\"sha\":\""
                + commit + "\",\"siblings\":[" + String.join(",", siblings) + "]}";
    }

    private static String tree(Map<String, Stored> files) {
        List<String> entries = new ArrayList<>();
        files.forEach((name, file) -> entries.add("{\"type\":\"file\",\"path\":" + quote(name) + ",\"size\":" + file.bytes().length + ",\"oid\":\"" + file.blobId() + "\""
                + (file.large() ? ",\"lfs\":{\"oid\":\"" + file.sha256() + "\",\"size\":" + file.bytes().length + ",\"pointerSize\":130}" : "") + "}"));
        return "[" + String.join(",", entries) + "]";
    }

    private void file(HttpExchange exchange, Matcher path) throws IOException {
        String name = URLDecoder.decode(path.group(4), StandardCharsets.UTF_8);
        Map<String, Stored> files = repositories.getOrDefault((path.group(1) == null ? "" : "datasets/") + path.group(2), new HashMap<>());
        Stored file = files.get(name);
        exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
        Fault fault = nextFault(name);
        if (fault != null) fault.answer(exchange, file);
        else if (file == null) status(404, "X-Error-Code", "EntryNotFound").answer(exchange, null);
        else if (file.large()) {
            exchange.getResponseHeaders().set("X-Linked-Etag", '"' + file.sha256() + '"');
            exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(file.bytes().length));
            redirect("http://" + storageName + ":" + port() + "/storage/" + file.sha256() + "?signature=s3cret").answer(exchange, file);
        } else serve(exchange, file, file.blobId());
    }

    private void storage(HttpExchange exchange, String hash) throws IOException {
        Fault fault = nextFault("storage");
        Stored file = storage.get(hash);
        if (fault != null) fault.answer(exchange, file);
        else serve(exchange, file, "storage-" + hash.substring(0, 8));
    }

    /// Serves a file as a good server does, parts of it included.
    static void serve(HttpExchange exchange, Stored file, String etag) throws IOException {
        exchange.getResponseHeaders().set("ETag", '"' + etag + '"');
        String range = exchange.getRequestHeaders().getFirst("Range");
        String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
        int from = 0;
        int length = file.bytes().length;
        if (range != null && (ifRange == null || ifRange.equals('"' + etag + '"'))) {
            from = Integer.parseInt(range.substring("bytes=".length(), range.indexOf('-')));
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (length - 1) + "/" + length);
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, length == from ? -1 : length - from);
        exchange.getResponseBody().write(file.bytes(), from, length - from);
    }

    private static void json(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String quote(String text) {
        return tools.jackson.databind.json.JsonMapper.builder().build().writeValueAsString(text);
    }

    static String hash(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) digest.update(part);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new UncheckedIOException(new IOException(impossible));
        }
    }

    @Override public void close() {
        closing.countDown();
        server.stop(0);
    }
}
