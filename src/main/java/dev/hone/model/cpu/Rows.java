package dev.hone.model.cpu;

import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.KvLayout;
import dev.hone.tensor.kernel.PagedAttention.Span;
import java.util.ArrayList;
import java.util.List;

/// The tokens of one forward pass, laid end to end: which rows belong to which sequence, and their positions.
/// @param spans     one for each sequence, with its pages
/// @param positions position in its sequence, by row
/// @param pages     the page that holds the row's own key and value
/// @param beyond    whether the row's text is so long that its positions are turned otherwise
record Rows(List<Span> spans, int[] positions, Floats[] pages, boolean[] beyond) {
    /// Rows for ids that the caches were extended by just now.
    static Rows of(List<PagedCache> caches, List<int[]> ids) {
        int total = ids.stream().mapToInt(each -> each.length).sum();
        var rows = new Rows(new ArrayList<>(), new int[total], new Floats[total], new boolean[total]);
        int row = 0;
        for (int s = 0; s < caches.size(); s++) {
            int count = ids.get(s).length;
            int first = caches.get(s).length() - count;
            List<Floats> memory = caches.get(s).memory();
            rows.spans.add(new Span(memory, first, count, row));
            for (int position = first; position < first + count; position++, row++) {
                rows.positions[row] = position;
                rows.pages[row] = memory.get(position / KvLayout.PAGE);
                rows.beyond[row] = caches.get(s).isBeyond();
            }
        }
        return rows;
    }

    int count() {
        return positions.length;
    }

    int slot(int row) {
        return positions[row] % KvLayout.PAGE;
    }
}
