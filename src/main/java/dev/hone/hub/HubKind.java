package dev.hone.hub;

/// What a repository of the hub holds. The strings are those of the hub's addresses and of its cache.
public enum HubKind {
    MODEL("model", "models", ""), DATASET("dataset", "datasets", "datasets/");

    private final String word;
    private final String plural;
    private final String webPrefix;

    HubKind(String word, String plural, String webPrefix) {
        this.word = word;
        this.plural = plural;
        this.webPrefix = webPrefix;
    }

    /// `model` or `dataset`, for machines.
    public String word() {
        return word;
    }

    /// `model` or `data set`, for people.
    String title() {
        return this == MODEL ? "model" : "data set";
    }

    /// `models` or `datasets`: part of `/api/models/...` and of `models--owner--name`.
    String plural() {
        return plural;
    }

    /// What stands before the id in the address of a page or file; empty for models.
    String webPrefix() {
        return webPrefix;
    }
}
