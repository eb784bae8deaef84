package dev.hone.cli.show;

import dev.hone.cli.console.Paint;
import dev.hone.cli.console.Terminal;
import dev.hone.token.Tokenizer;
import java.io.PrintWriter;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tokens for people and for programs.
record TokenView(Tokenizer tokenizer, Paint paint) {
    /// The text with the tokens' borders visible: learned ones green and the others grey.
    /// @param learned null where nothing is said about that, so that neighbours differ in colour alone
    String coloured(int[] ids, boolean[] learned) {
        var line = new StringBuilder();
        for (int i = 0; i < ids.length; i++) {
            boolean endsLine = piece(ids[i]).contains("\n");
            String piece = Terminal.harmless(piece(ids[i])).replace("\n", "⏎");
            if (learned != null) line.append(learned[i] ? paint.trained(i, piece) : paint.untrained(i, piece));
            else line.append(tokenizer.isSpecial(ids[i]) ? paint.special(piece) : paint.alternating(i, piece));
            if (endsLine) line.append('\n');
        }
        return line.toString();
    }

    /// A line for each token: its id, its piece, and its marks.
    /// @param learned may be null
    void list(int[] ids, boolean[] learned, PrintWriter out) {
        for (int i = 0; i < ids.length; i++) {
            String mark = tokenizer.isSpecial(ids[i]) ? "special" : "";
            if (learned != null && learned[i]) mark += mark.isEmpty() ? "trained" : ", trained";
            out.printf(Locale.ROOT, "%7d  %s%s%n", ids[i], quoted(ids[i]), mark.isEmpty() ? "" : "  " + paint.quiet(mark));
        }
    }

    ObjectNode addTo(ObjectNode row, int[] ids) {
        ArrayNode idList = row.putArray("input_ids");
        ArrayNode names = row.putArray("tokens");
        ArrayNode special = row.putArray("special_tokens_mask");
        for (int id : ids) {
            idList.add(id);
            names.add(tokenizer.tokenOf(id).orElse(null));
            special.add(tokenizer.isSpecial(id) ? 1 : 0);
        }
        return row;
    }

    /// The token's text; where that is half a character only, its name in the vocabulary.
    private String piece(int id) {
        String alone = tokenizer.decode(new int[] {id}, false);
        return alone.isEmpty() || alone.contains("\uFFFD") ? tokenizer.tokenOf(id).orElse(alone) : alone;
    }

    private String quoted(int id) {
        return Terminal.harmless(JsonMapper.shared().writeValueAsString(piece(id)));
    }
}
