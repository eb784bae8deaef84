package dev.hone.token.template;

import java.util.Iterator;

/// A lazy sequence, as `map` and `select` return: it can be walked once, and has no length, index or JSON.
final class Generator implements Iterator<Object> {
    private final String typeName;
    private final Iterator<?> elements;

    Generator(String typeName, Iterator<?> elements) {
        this.typeName = typeName;
        this.elements = elements;
    }

    String typeName() {
        return typeName;
    }

    @Override public boolean hasNext() {
        return elements.hasNext();
    }

    @Override public Object next() {
        Budget.step();
        return elements.next();
    }
}
