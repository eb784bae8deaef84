package dev.hone.batch;

import dev.hone.batch.PackingStrategy.Piece;
import dev.hone.token.LabelledTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A row of a training set: one example, or what packing put together.
/// @param pieces    which examples its tokens are from
/// @param documents texts that do not see each other
public record TokenRow(List<Piece> pieces, List<LabelledTokens> documents) {
    public TokenRow {
        pieces = List.copyOf(pieces);
        documents = List.copyOf(documents);
    }

    /// Tokens in all.
    public int length() {
        return pieces.stream().mapToInt(Piece::length).sum();
    }

    /// A row for each example.
    public static List<TokenRow> of(List<LabelledTokens> examples) {
        return IntStream.range(0, examples.size()).mapToObj(i -> new TokenRow(
                List.of(new Piece(i, 0, examples.get(i).length())), List.of(examples.get(i)))).toList();
    }

    /// Rows that several examples share. In a row by [PackingStrategy#WRAPPED] the examples are one document.
    /// @param room most tokens of a row: TRL's `max_length`
    public static List<TokenRow> packed(List<LabelledTokens> examples, PackingStrategy strategy, int room) {
        List<TokenRow> rows = new ArrayList<>();
        for (List<Piece> pieces : strategy.pack(lengths(examples), room))
            rows.add(strategy == PackingStrategy.WRAPPED ? joined(examples, pieces) : new TokenRow(pieces, parts(examples, pieces)));
        return rows;
    }

    /// The examples as one text, cut into rows of so many tokens. Only the last row may have fewer; it is left out where it has a single
    /// token, which nothing in it predicts.
    public static List<TokenRow> blocks(List<LabelledTokens> examples, int room) {
        return PackingStrategy.blocks(lengths(examples), room).stream().map(pieces -> joined(examples, pieces)).filter(row -> row.length() > 1).toList();
    }

    private static int[] lengths(List<LabelledTokens> examples) {
        return examples.stream().mapToInt(LabelledTokens::length).toArray();
    }

    private static TokenRow joined(List<LabelledTokens> examples, List<Piece> pieces) {
        return new TokenRow(pieces, List.of(LabelledTokens.joined(parts(examples, pieces))));
    }

    private static List<LabelledTokens> parts(List<LabelledTokens> examples, List<Piece> pieces) {
        return pieces.stream().map(piece -> examples.get(piece.example()).slice(piece.from(), piece.to())).toList();
    }
}
