package dev.hone.reward;

/// A text that stops a regular expression which looks at it when its thread is interrupted: some expressions would take years.
record InterruptibleText(CharSequence text) implements CharSequence {
    @Override
    public char charAt(int index) {
        if (Thread.currentThread().isInterrupted()) throw new IllegalStateException("interrupted while matching");
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new InterruptibleText(text.subSequence(start, end));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
