package dev.hone.hub;

import dev.hone.settings.UserError;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How to reach the hub and where its files lie, read from the variables that Python's huggingface_hub reads.
/// @param endpoint      the hub's address, without a slash at its end
/// @param cache         the folder with `models--owner--name` in it
/// @param token         sent to the endpoint's own host only
/// @param offline       never touch the network
/// @param symlinks      snapshots link to blobs; otherwise they hold the files themselves
/// @param proxies       ways out, from HTTPS_PROXY, HTTP_PROXY and NO_PROXY
/// @param patience      how long to wait, and how often to try again
/// @param parallelFiles files fetched at once
public record HubSettings(URI endpoint, Path cache, Optional<HubToken> token, boolean offline, boolean symlinks,
                          Proxies proxies, Patience patience, int parallelFiles) {
    static final String DEFAULT_ENDPOINT = "https://huggingface.co";

    /// How long to wait for the network before trying again or giving up.
    /// @param answer      for a connection and for the first line of an answer
    /// @param stall       between two pieces of a file
    /// @param attempts    tries in a row that bring nothing new before giving up
    /// @param firstPause  between the first two tries; it doubles from try to try
    /// @param longestWait that a server may ask for (Retry-After) before we give up instead
    public record Patience(Duration answer, Duration stall, int attempts, Duration firstPause, Duration longestWait) {
        public static final Patience DEFAULTS =
                new Patience(Duration.ofSeconds(10), Duration.ofSeconds(10), 6, Duration.ofSeconds(1), Duration.ofMinutes(5));
    }

    public HubSettings {
        if (parallelFiles < 1) throw new UserError("files fetched at once is " + parallelFiles + "; it must be at least 1");
    }

    public static HubSettings from(HubEnvironment environment) {
        Path home = environment.folder("HF_HOME").orElseGet(() -> environment.folder("XDG_CACHE_HOME")
                .orElse(environment.home().resolve(".cache")).resolve("huggingface"));
        Path cache = environment.folder("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE").orElse(home.resolve("hub"));
        Patience usual = Patience.DEFAULTS;
        Patience patience = new Patience(seconds(environment, "HF_HUB_ETAG_TIMEOUT", usual.answer()),
                seconds(environment, "HF_HUB_DOWNLOAD_TIMEOUT", usual.stall()),
                usual.attempts(), usual.firstPause(), usual.longestWait());
        return new HubSettings(endpoint(environment), cache, token(environment, home),
                environment.isTrue("HF_HUB_OFFLINE") || environment.isTrue("TRANSFORMERS_OFFLINE"),
                !environment.isTrue("HF_HUB_DISABLE_SYMLINKS"), Proxies.from(environment), patience, 4);
    }

    public HubSettings withCache(Path folder) {
        return new HubSettings(endpoint, folder.toAbsolutePath(), token, offline, symlinks, proxies, patience, parallelFiles);
    }

    public HubSettings withPatience(Patience other) {
        return new HubSettings(endpoint, cache, token, offline, symlinks, proxies, other, parallelFiles);
    }

    /// The page of a repository, for a user to visit.
    String page(HubReference reference) {
        return endpoint + "/" + reference.kind().webPrefix() + reference.id();
    }

    private static URI endpoint(HubEnvironment environment) {
        String text = environment.first("HF_ENDPOINT").orElse(DEFAULT_ENDPOINT).replaceAll("/+$", "");
        Optional<URI> uri = parse(text);
        boolean web = uri.isPresent() && uri.get().getHost() != null && ("https".equals(uri.get().getScheme()) || "http".equals(uri.get().getScheme()));
        // not repeated in the message when it holds a password
        if (!web || uri.get().getRawUserInfo() != null) throw new UserError(
                "HF_ENDPOINT" + (text.contains("@") ? "" : " is '" + SafeName.printable(text) + "', which")
                + " is no address of a hub; it must be like " + DEFAULT_ENDPOINT
                + ", starting with https:// or http://, without a user name or password");
        return uri.get();
    }

    private static Optional<URI> parse(String text) {
        try {
            return Optional.of(URI.create(text));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<HubToken> token(HubEnvironment environment, Path home) {
        if (environment.isTrue("HF_HUB_DISABLE_IMPLICIT_TOKEN")) return Optional.empty();
        for (String name : new String[] {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
            Optional<HubToken> token = environment.first(name).flatMap(text -> HubToken.of(text, name));
            if (token.isPresent()) return token;
        }
        Path file = environment.folder("HF_TOKEN_PATH").orElse(home.resolve("token"));
        try {
            return Files.isRegularFile(file) ? HubToken.of(Files.readString(file), file.toString()) : Optional.empty();
        } catch (IOException unreadable) {
            throw new UserError("cannot read the hub token in " + file + "; make it readable, or set HF_TOKEN_PATH to another file", unreadable);
        }
    }

    private static Duration seconds(HubEnvironment environment, String name, Duration usual) {
        String text = environment.first(name).orElse("");
        if (text.isEmpty()) return usual;
        if (!text.matches("\\d{1,6}")) throw new UserError(name + " is '" + SafeName.printable(text) + "'; it must be a whole number of seconds");
        // 0 means "as usual" to huggingface_hub too
        return Integer.parseInt(text) == 0 ? usual : Duration.ofSeconds(Integer.parseInt(text));
    }
}
