package dev.hone.hub;

import dev.hone.settings.UserError;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The proxies of the usual environment variables, which Java ignores by itself. Small letters go before capitals, as in curl.
final class Proxies extends ProxySelector {
    private final Map<String, Proxy> byScheme;
    private final List<String> direct;

    private Proxies(Map<String, Proxy> byScheme, List<String> direct) {
        this.byScheme = byScheme;
        this.direct = direct;
    }

    static Proxies from(HubEnvironment environment) {
        Map<String, Proxy> byScheme = new HashMap<>();
        for (String scheme : List.of("http", "https")) {
            String name = scheme + "_proxy";
            String capitals = name.toUpperCase(Locale.ROOT);
            environment.first(name, capitals, "all_proxy", "ALL_PROXY").ifPresent(text -> byScheme.put(scheme, proxy(capitals, text)));
        }
        String except = environment.first("no_proxy", "NO_PROXY").orElse("");
        return new Proxies(byScheme, Arrays.stream(except.split("[,\\s]+")).filter(host -> !host.isEmpty()).toList());
    }

    @Override public List<Proxy> select(URI uri) {
        Proxy proxy = byScheme.get(uri.getScheme());
        return List.of(proxy == null || isDirect(uri.getHost()) ? Proxy.NO_PROXY : proxy);
    }

    @Override public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // the failure reaches the user by the request itself
    }

    private boolean isDirect(String host) {
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) return true;
        return direct.stream().map(name -> name.startsWith("*.") ? name.substring(1) : name)
                .anyMatch(name -> name.equals("*") || host.equalsIgnoreCase(name)
                        || host.toLowerCase(Locale.ROOT).endsWith((name.startsWith(".") ? name : "." + name).toLowerCase(Locale.ROOT)));
    }

    /// The text is not repeated in the message: it may hold a password.
    private static Proxy proxy(String name, String text) {
        try {
            URI uri = URI.create(text.contains("://") ? text : "http://" + text);
            boolean plain = "http".equals(uri.getScheme()) && uri.getHost() != null && uri.getRawUserInfo() == null;
            Optional<Integer> port = Optional.of(uri.getPort()).filter(given -> given > 0);
            if (plain) return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port.orElse(80)));
        } catch (IllegalArgumentException malformed) {
            // said below
        }
        throw new UserError(name + " is no proxy that Hone can use; it must be like http://proxy.example:3128, without a user name, password or socks");
    }
}
