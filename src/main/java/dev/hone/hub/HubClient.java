package dev.hone.hub;

import dev.hone.settings.UserError;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Speaks the hub's protocol: lists a repository, describes a file, opens a file.
/// Redirects are followed by hand, so that the token goes to the endpoint's own host and nowhere else.
final class HubClient implements AutoCloseable {
    private static final int MOST_REDIRECTS = 5;
    private static final int LONGEST_LISTING = 256 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HubSettings settings;
    private final HttpClient http;

    HubClient(HubSettings settings) {
        this.settings = settings;
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER)
                .proxy(settings.proxies()).connectTimeout(settings.patience().answer()).build();
    }

    /// All files of the repository at the commit that the revision stands for now.
    /// @param attempts tries before giving up
    Listing list(HubReference reference, int attempts) throws HubFailure {
        URI uri = URI.create(settings.endpoint() + "/api/" + reference.kind().plural() + "/" + reference.id() + "/revision/"
                + encode(reference.revision()) + "?blobs=true");
        var patience = settings.patience();
        var tries = new HubSettings.Patience(patience.answer(), patience.stall(), attempts, patience.firstPause(), patience.longestWait());
        return new Backoff(tries, "asking " + settings.endpoint() + " for the " + reference.title()).until(() -> {
            try (Answer answer = exchange("GET", uri, Map.of())) {
                refuse(answer, reference, "");
                return parse(reference, answer.bytes(patience.stall(), LONGEST_LISTING));
            }
        });
    }

    /// Size and hash of a file whose listing lacks them (older mirrors of the hub list names only).
    RemoteFile describe(HubReference reference, String commit, String name) throws HubFailure {
        URI uri = fileUri(reference, commit, name);
        return new Backoff(settings.patience(), "asking for " + name + " of the " + reference.title()).until(() -> {
            try (Answer answer = exchange("HEAD", uri, Map.of())) {
                if (answer.status() >= 400) refuse(answer, reference, name);
                String stated = answer.header("X-Repo-Commit");
                if (!stated.isEmpty() && !stated.equals(commit)) throw new HubFailure(
                        name + " was asked for at commit " + commit + ", and the server answered for " + SafeName.printable(stated));
                String size = answer.headers().firstValue("X-Linked-Size").orElse(answer.status() == 200 ? answer.header("Content-Length") : "");
                return new RemoteFile(name, size.matches("\\d{1,18}") ? Long.parseLong(size) : -1,
                        Checksum.isGit(answer.hash()) ? answer.hash() : "", Checksum.isSha256(answer.hash()) ? answer.hash() : "");
            }
        });
    }

    /// Opens a file at its byte `from`. One try: whoever reads it resumes. The answer may begin at byte 0 all the same,
    /// and 416 comes back as it is. `If-Range` goes to the endpoint alone: a storage host names content otherwise.
    Answer open(HubReference reference, String commit, RemoteFile file, long from) throws IOException {
        Map<String, String> range = from == 0 ? Map.of()
                : Map.of("Range", "bytes=" + from + "-", "If-Range", "\"" + file.hash() + "\"");
        Answer answer = exchange("GET", fileUri(reference, commit, file.name()), range);
        try {
            if (answer.status() != 416) refuse(answer, reference, file.name());
            return answer;
        } catch (IOException | RuntimeException refused) {
            answer.close();
            throw refused;
        }
    }

    @Override public void close() {
        http.shutdownNow();
    }

    private URI fileUri(HubReference reference, String commit, String name) {
        String path = String.join("/", List.of(name.split("/")).stream().map(HubClient::encode).toList());
        return URI.create(settings.page(reference) + "/resolve/" + commit + "/" + path);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Sends, and follows redirects. A HEAD stops before leaving the endpoint: the endpoint's own headers say what the
    /// file is, the storage host only where it lies.
    private Answer exchange(String method, URI start, Map<String, String> headers) throws IOException {
        URI at = start;
        String hash = "";
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            boolean own = isOwn(at);
            HttpResponse<TimedBody> response = send(method, at, headers, own);
            if (own && hash.isEmpty()) hash = hash(response);
            Optional<URI> next = redirect(at, response);
            if (next.isEmpty() || (method.equals("HEAD") && !isOwn(next.get())))
                return new Answer(response.statusCode(), response.headers(), at, own, hash, response.body());
            response.body().close();
            at = next.get();
        }
        throw new HubFailure(start.getHost() + " redirected more than " + MOST_REDIRECTS + " times");
    }

    private HttpResponse<TimedBody> send(String method, URI uri, Map<String, String> headers, boolean own) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody())
                // the size and hash of what the hub stores, not of something compressed on the way
                .header("Accept-Encoding", "identity").header("User-Agent", "hone");
        headers.forEach((name, value) -> {
            if (own || !name.equals("If-Range")) request.header(name, value);
        });
        if (own) settings.token().ifPresent(token -> request.header("Authorization", token.authorization()));
        return await(uri, http.sendAsync(request.build(), _ -> new TimedBody()));
    }

    /// The request's own timeout is not used: newer JDKs let it run over the body too, and a large file takes long.
    private HttpResponse<TimedBody> await(URI uri, CompletableFuture<HttpResponse<TimedBody>> response) throws IOException {
        Duration limit = settings.patience().answer();
        try {
            return response.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            response.cancel(true);
            throw new HttpTimeoutException(uri.getHost() + " did not answer within " + limit.toMillis() / 1000.0 + " s");
        } catch (InterruptedException stopped) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            throw new HubFailure("interrupted");
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            IOException known = cause instanceof IOException io ? io : new IOException(cause);
            throw new HubFailure("no connection to " + uri.getHost() + ": " + Backoff.reason(known), null, cause);
        }
    }

    private static String hash(HttpResponse<TimedBody> response) {
        var headers = response.headers();
        boolean redirected = response.statusCode() / 100 == 3;
        String etag = headers.firstValue("X-Linked-Etag").or(() -> redirected ? Optional.empty() : headers.firstValue("ETag")).orElse("");
        return Checksum.isHash(Answer.bare(etag)) ? Answer.bare(etag) : "";
    }

    private static Optional<URI> redirect(URI at, HttpResponse<TimedBody> response) throws IOException {
        String to = response.headers().firstValue("Location").orElse("");
        if (!List.of(301, 302, 303, 307, 308).contains(response.statusCode()) || to.isEmpty()) return Optional.empty();
        URI next;
        try {
            next = at.resolve(to);
        } catch (IllegalArgumentException malformed) {
            response.body().close();
            throw new HubFailure(at.getHost() + " redirected to something that is no address");
        }
        boolean web = next.getHost() != null && ("https".equals(next.getScheme()) || "http".equals(next.getScheme()));
        boolean weaker = "https".equals(at.getScheme()) && !"https".equals(next.getScheme());
        if (web && !weaker) return Optional.of(next);
        response.body().close();
        throw new UserError(at.getHost() + " redirected to " + SafeName.printable(String.valueOf(next.getScheme())) + "://"
                + SafeName.printable(String.valueOf(next.getHost())) + "; only " + (weaker ? "https, as before, is" : "https and http are") + " followed");
    }

    /// Same scheme, host and port: only this may see the token. Another name of the same machine is another host.
    private boolean isOwn(URI uri) {
        URI own = settings.endpoint();
        return own.getScheme().equals(uri.getScheme()) && own.getHost().equalsIgnoreCase(uri.getHost()) && port(own) == port(uri);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    }

    /// Turns a status that is no success into a message, or into a failure that is worth another try.
    /// @param file the file asked for; empty for the repository itself
    private void refuse(Answer answer, HubReference reference, String file) throws IOException {
        int status = answer.status();
        if (status == 200 || status == 206) return;
        boolean mayPass = status == 408 || status == 429 || status >= 500;
        // a storage host's refusal mostly means that its signed address ran out; the next try gets a new one
        if (mayPass || !answer.own()) throw new HubFailure(answer.uri().getHost() + " answered " + status + (status == 429 ? " (too many requests)" : ""),
                answer.wait(ZonedDateTime.now(ZoneOffset.UTC)).orElse(null), null);
        throw new HubRefusal(switch (status) {
            case 401, 403 -> noAccess(answer, reference);
            case 404 -> notThere(answer, reference, file);
            default -> "asking " + settings.endpoint() + " for the " + reference.title() + " got the answer " + status + said(answer)
                    + "; check HF_ENDPOINT if you set it";
        }, status == 404 && !file.isEmpty());
    }

    private String noAccess(Answer answer, HubReference reference) {
        String page = settings.page(reference);
        String begin = "the hub refuses the " + reference.title() + " (" + answer.status() + ")" + said(answer) + ". ";
        if (answer.header("X-Error-Code").equals("GatedRepo")) return begin
                + "It is gated: log in and accept its conditions at " + page + ", then " + tokenAdvice();
        if (answer.status() == 403) return begin + "Its owner has not let you in: visit " + page + " to ask for access, and " + tokenAdvice();
        return begin + "Either there is no such " + reference.kind().title() + ", so check the spelling, or it is private or gated: visit " + page
                + " with your account, and " + tokenAdvice();
    }

    private String tokenAdvice() {
        return settings.token().map(token -> "check that the token from " + token.origin() + " is valid and may read it")
                .orElse("set HF_TOKEN to a token of that account (no token was sent)");
    }

    private String notThere(Answer answer, HubReference reference, String file) {
        if (!file.isEmpty()) return "the " + reference.title() + " has no file " + SafeName.printable(file) + " (404), see " + settings.page(reference);
        if (answer.header("X-Error-Code").equals("RevisionNotFound")) return "the " + reference.kind().title() + " " + reference.id()
                + " has no revision " + reference.revision() + " (404); its branches and tags are at " + settings.page(reference) + "/tree/main";
        return "the hub " + settings.endpoint() + " has no " + reference.title() + " (404): check the spelling and that it is a "
                + reference.kind().title() + "; if it is private, " + tokenAdvice();
    }

    /// The server's own words, if any, which must neither steer a terminal nor give away the token.
    private String said(Answer answer) {
        String message = answer.header("X-Error-Message");
        for (HubToken token : settings.token().stream().toList()) message = token.hideIn(message);
        return message.isEmpty() ? "" : ", saying: " + SafeName.printable(message);
    }

    private Listing parse(HubReference reference, byte[] body) {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JacksonException notJson) {
            throw noHub(reference);
        }
        String commit = root.path("sha").asString("");
        if (!HubReference.isCommit(commit) || !root.path("siblings").isArray()) throw noHub(reference);
        List<RemoteFile> files = new ArrayList<>();
        for (JsonNode sibling : root.path("siblings")) files.add(file(reference, sibling));
        return new Listing(commit, List.copyOf(files));
    }

    private static RemoteFile file(HubReference reference, JsonNode sibling) {
        String name = SafeName.check(sibling.path("rfilename").asString(""), reference);
        JsonNode lfs = sibling.path("lfs");
        String blob = sibling.path("blobId").asString("");
        String sha256 = lfs.path("sha256").asString("");
        // beside a large file, git's hash is that of a pointer, not of the content
        if (lfs.isObject() && !Checksum.isSha256(sha256)) blob = "";
        long size = (lfs.path("size").isIntegralNumber() ? lfs.path("size") : sibling.path("size")).asLong(-1);
        return new RemoteFile(name, size, Checksum.isGit(blob) ? blob : "", Checksum.isSha256(sha256) ? sha256 : "");
    }

    private UserError noHub(HubReference reference) {
        return new UserError("what " + settings.endpoint() + " answered for the " + reference.title()
                + " is not a hub's list of files; check HF_ENDPOINT, or a proxy that answers in its place");
    }
}
