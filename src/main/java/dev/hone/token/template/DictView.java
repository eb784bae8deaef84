package dev.hone.token.template;

import java.util.List;

/// What `keys()`, `values()` and `items()` of a dict return: iterable and sized, but no list.
record DictView(Dict dict, Part part) {
    enum Part { KEYS, VALUES, ITEMS }

    List<Object> elements() {
        return switch (part) {
            case KEYS -> dict.keys();
            case VALUES -> dict.values();
            case ITEMS -> dict.items();
        };
    }

    String typeName() {
        return "dict_" + part.name().toLowerCase();
    }
}
