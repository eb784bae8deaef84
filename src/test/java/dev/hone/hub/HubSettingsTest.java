package dev.hone.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.settings.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// The variables mean what they mean to huggingface_hub.
class HubSettingsTest {
    @TempDir Path home;

    private HubSettings settings(String... pairs) {
        var environment = new HubEnvironment(Map.of(), home);
        for (int i = 0; i < pairs.length; i += 2) environment = environment.with(pairs[i], pairs[i + 1]);
        return HubSettings.from(environment);
    }

    private String authorization(String... pairs) {
        return settings(pairs).token().map(HubToken::authorization).orElse("none");
    }

    @Test void theCacheIsFoundAsPythonFindsIt() {
        assertEquals(home.resolve(".cache/huggingface/hub"), settings().cache());
        assertEquals(Path.of("/x/huggingface/hub"), settings("XDG_CACHE_HOME", "/x").cache());
        assertEquals(Path.of("/h/hub"), settings("XDG_CACHE_HOME", "/x", "HF_HOME", "/h").cache());
        assertEquals(Path.of("/old"), settings("HF_HOME", "/h", "HUGGINGFACE_HUB_CACHE", "/old").cache());
        assertEquals(Path.of("/c"), settings("HF_HOME", "/h", "HUGGINGFACE_HUB_CACHE", "/old", "HF_HUB_CACHE", "/c").cache());
        assertEquals(home.resolve("models"), settings("HF_HUB_CACHE", "~/models").cache());
        assertEquals(Path.of("/scratch/me/hub"), settings("HF_HUB_CACHE", "/scratch/${USER}/hub", "USER", "me").cache());
        assertEquals(home.resolve(".cache/huggingface/hub"), settings("HF_HUB_CACHE", " ").cache());
    }

    @Test void theTokenIsFoundAsPythonFindsIt() throws IOException {
        assertEquals("none", authorization());
        assertEquals("Bearer a", authorization("HF_TOKEN", " a\n", "HUGGING_FACE_HUB_TOKEN", "b"));
        assertEquals("Bearer b", authorization("HUGGING_FACE_HUB_TOKEN", "b"));
        Files.createDirectories(home.resolve(".cache/huggingface"));
        Files.writeString(home.resolve(".cache/huggingface/token"), "c\n");
        assertEquals("Bearer c", authorization());
        assertEquals("none", authorization("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1", "HF_TOKEN", "a"));
        Files.writeString(home.resolve("mine"), "d");
        assertEquals("Bearer d", authorization("HF_TOKEN_PATH", "~/mine"));
    }

    @Test void theTokenShowsNowhere() {
        assertFalse(settings("HF_TOKEN", "hf_secret").toString().contains("hf_secret"));
        String message = assertThrows(UserError.class, () -> settings("HF_TOKEN", "hf_sec ret\u00fc")).getMessage();
        assertTrue(message.contains("HF_TOKEN") && !message.contains("hf_sec"), message);
    }

    @Test void offlineHasTwoNames() {
        assertTrue(settings("HF_HUB_OFFLINE", "1").offline());
        assertTrue(settings("TRANSFORMERS_OFFLINE", "yes").offline());
        assertFalse(settings("HF_HUB_OFFLINE", "0").offline());
    }

    @Test void timeLimitsAreWholeSeconds() {
        assertEquals(Duration.ofSeconds(10), settings().patience().answer());
        assertEquals(Duration.ofSeconds(3), settings("HF_HUB_ETAG_TIMEOUT", "3").patience().answer());
        assertEquals(Duration.ofSeconds(60), settings("HF_HUB_DOWNLOAD_TIMEOUT", "60").patience().stall());
        assertThrows(UserError.class, () -> settings("HF_HUB_ETAG_TIMEOUT", "soon"));
    }

    @Test void theEndpointMustBeAnAddress() {
        assertEquals(URI.create("https://huggingface.co"), settings().endpoint());
        assertEquals(URI.create("http://mirror.example:8080/hf"), settings("HF_ENDPOINT", "http://mirror.example:8080/hf//").endpoint());
        assertThrows(UserError.class, () -> settings("HF_ENDPOINT", "mirror.example"));
        assertThrows(UserError.class, () -> settings("HF_ENDPOINT", "file:///etc"));
        String message = assertThrows(UserError.class, () -> settings("HF_ENDPOINT", "https://me:pa55@mirror.example")).getMessage();
        assertFalse(message.contains("pa55"), message);
    }

    @Test void proxiesComeFromTheUsualVariables() {
        Proxies proxies = settings("HTTPS_PROXY", "http://proxy.example:3128", "NO_PROXY", "internal.example, .corp").proxies();
        assertEquals("proxy.example:3128", proxies.select(URI.create("https://huggingface.co/x")).getFirst().address().toString().replace("/<unresolved>", ""));
        assertEquals(Proxy.NO_PROXY, proxies.select(URI.create("https://hub.internal.example/x")).getFirst());
        assertEquals(Proxy.NO_PROXY, proxies.select(URI.create("https://a.corp/x")).getFirst());
        assertEquals(Proxy.NO_PROXY, proxies.select(URI.create("http://huggingface.co/x")).getFirst());
        assertFalse(assertThrows(UserError.class, () -> settings("HTTPS_PROXY", "http://me:pa55@proxy.example")).getMessage().contains("pa55"));
    }
}
