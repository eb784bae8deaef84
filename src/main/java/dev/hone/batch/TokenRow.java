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
        for (List<Piece> pieces : strategy.pack(examples.stream().mapToInt(LabelledTokens::length).toArray(), room)) {
            List<LabelledTokens> parts = pieces.stream().map(piece -> examples.get(piece.example()).slice(piece.from(), piece.to())).toList();
            rows.add(new TokenRow(pieces, strategy == PackingStrategy.WRAPPED ? List.of(LabelledTokens.joined(parts)) : parts));
        }
        return rows;
    }
}
