package dev.hone.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// How examples of different lengths share rows of one length.
/// Source: TRL's `pack_dataset`, which these give the same rows as; best-fit decreasing: Ding et al. 2024, arXiv:2404.10830.
public enum PackingStrategy {
    /// Each example, longest first, goes whole into the row that it leaves the least room in; what is over the row's length is cut off.
    BFD,
    /// The same, and an example longer than a row becomes several documents.
    BFD_SPLIT,
    /// All examples in one line, cut where a row is full: no room is left, but a row is one text and its tokens see those of the example before.
    WRAPPED;

    /// TRL packs so many examples at a time, and rows hold none of two such runs.
    private static final int RUN = 1000;

    /// A stretch of an example.
    /// @param from its first token
    /// @param to   the one after its last
    public record Piece(int example, int from, int to) {
        public int length() {
            return to - from;
        }
    }

    /// What goes into each row.
    /// @param lengths of the examples, in tokens; an empty one appears in no row
    /// @param room    most tokens of a row
    public List<List<Piece>> pack(int[] lengths, int room) {
        if (room < 1) throw new IllegalArgumentException("rows of " + room + " tokens; at least 1");
        List<List<Piece>> rows = new ArrayList<>();
        for (int first = 0; first < lengths.length; first += RUN) {
            List<Piece> examples = new ArrayList<>();
            for (int example = first; example < Math.min(first + RUN, lengths.length); example++)
                if (lengths[example] > 0) examples.add(new Piece(example, 0, lengths[example]));
            rows.addAll(switch (this) {
                case BFD -> bestFit(examples.stream().map(piece -> new Piece(piece.example, 0, Math.min(piece.to, room))).toList(), room);
                case BFD_SPLIT -> bestFit(examples.stream().flatMap(piece -> split(piece, room).stream()).toList(), room);
                case WRAPPED -> wrapped(examples, room);
            });
        }
        return rows;
    }

    private static List<List<Piece>> bestFit(List<Piece> pieces, int room) {
        List<List<Piece>> rows = new ArrayList<>();
        TreeMap<Integer, Deque<List<Piece>>> byRoomLeft = new TreeMap<>();
        for (Piece piece : pieces.stream().sorted(Comparator.comparingInt(Piece::length).reversed()).toList()) {
            Map.Entry<Integer, Deque<List<Piece>>> tightest = byRoomLeft.ceilingEntry(piece.length());
            List<Piece> row = tightest == null ? new ArrayList<>() : tightest.getValue().removeFirst();
            if (tightest == null) rows.add(row);
            else if (tightest.getValue().isEmpty()) byRoomLeft.remove(tightest.getKey());
            row.add(piece);
            int left = (tightest == null ? room : tightest.getKey()) - piece.length();
            byRoomLeft.computeIfAbsent(left, _ -> new ArrayDeque<>()).addLast(row);
        }
        return rows;
    }

    private static List<Piece> split(Piece piece, int room) {
        List<Piece> parts = new ArrayList<>();
        for (int from = piece.from; from < piece.to; from += room) parts.add(new Piece(piece.example, from, Math.min(from + room, piece.to)));
        return parts;
    }

    /// All examples in one line, as [#WRAPPED] but without runs: every row but the last is full.
    /// @param lengths of the examples, in tokens
    /// @param room    tokens of a row
    static List<List<Piece>> blocks(int[] lengths, int room) {
        return wrapped(IntStream.range(0, lengths.length).mapToObj(i -> new Piece(i, 0, lengths[i])).toList(), room);
    }

    private static List<List<Piece>> wrapped(List<Piece> pieces, int room) {
        List<List<Piece>> rows = new ArrayList<>();
        int left = 0;
        for (Piece piece : pieces)
            for (int from = piece.from; from < piece.to; ) {
                if (left == 0) {
                    rows.add(new ArrayList<>());
                    left = room;
                }
                int to = Math.min(from + left, piece.to);
                rows.getLast().add(new Piece(piece.example, from, to));
                left -= to - from;
                from = to;
            }
        return rows;
    }
}
