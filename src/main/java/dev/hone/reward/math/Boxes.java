package dev.hone.reward.math;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Takes the final answers out of their boxes: `\boxed{...}`, `\fbox{...}`.
final class Boxes {
    private static final Pattern SEPARATOR = Pattern.compile("\\b(and|or)\\b|,|;");
    /// Boxes that stand closer than this belong together whatever is between them.
    private static final int NEAR = 10;
    /// Boxes that stand closer than this belong together when a comma or the like is between them.
    private static final int FAR = 70;

    private Boxes() {}

    /// @param start of the command, `end` behind its closing brace
    private record Box(int start, int end, String content) {}

    /// The contents of all boxes, commas between them; the text itself where there is none.
    /// @param together whether to take only the last box and those that belong together with it
    static String contents(String text, boolean together) {
        List<Box> boxes = new ArrayList<>();
        int before = text.length();
        while (true) {
            Box box = lastBefore(text, before);
            if (box == null || together && !boxes.isEmpty() && !belongTogether(text, box, boxes.getFirst())) break;
            boxes.addFirst(box);
            before = box.start;
        }
        if (boxes.isEmpty()) return text;
        List<String> contents = new ArrayList<>();
        for (Box box : boxes) if (contents.isEmpty() || !contents.getLast().equals(box.content)) contents.add(box.content);
        return String.join(",", contents);
    }

    /// The last box that begins and ends before a place. One without closing brace goes on to the end of the text.
    private static Box lastBefore(String text, int before) {
        int start = Math.max(text.lastIndexOf("\\boxed", before - 1), text.lastIndexOf("\\fbox", before - 1));
        if (start < 0) return null;
        int open = start + (text.startsWith("\\boxed", start) ? 6 : 5);
        while (open < text.length() && Character.isWhitespace(text.charAt(open))) open++;
        boolean last = before == text.length();
        if (open >= text.length()) return null;
        int close = text.charAt(open) == '{' ? Braces.close(text.substring(0, before), open) : -1;
        if (close < 0) return last ? new Box(start, text.length(), text.substring(open)) : null;
        return new Box(start, close + 1, text.substring(open + 1, close).strip());
    }

    private static boolean belongTogether(String text, Box box, Box next) {
        String between = text.substring(box.end, next.start);
        return between.length() < NEAR
                || between.length() < FAR && !box.content.equals(next.content) && SEPARATOR.matcher(between).find();
    }
}
