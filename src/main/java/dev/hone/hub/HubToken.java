package dev.hone.hub;

import dev.hone.settings.UserError;

import java.util.Optional;

/// The user's access token. It can be sent, and cannot be printed: no accessor and no text shows it.
final class HubToken {
    private final String secret;
    private final String origin;

    private HubToken(String secret, String origin) {
        this.secret = secret;
        this.origin = origin;
    }

    /// Takes a token as read, without the blanks and line ends around it; nothing for a blank one.
    /// @param origin where it was read, for messages: a variable's name or a file
    static Optional<HubToken> of(String text, String origin) {
        String clean = text.replace("\r", "").replace("\n", "").strip();
        // checked here because the HTTP client would put a bad header's value into its exception
        if (!clean.chars().allMatch(c -> c > ' ' && c < 0x7f)) throw new UserError(
                "the hub token from " + origin + " holds a blank or a character outside ASCII, so it cannot be a token; "
                + "make a new one on the hub's settings page, or unset it");
        return clean.isEmpty() ? Optional.empty() : Optional.of(new HubToken(clean, origin));
    }

    String origin() {
        return origin;
    }

    String authorization() {
        return "Bearer " + secret;
    }

    /// Takes the token out of text of others, in case a server echoes what it was sent.
    String hideIn(String text) {
        return text.replace(secret, "***");
    }

    @Override public String toString() {
        return "token from " + origin;
    }
}
