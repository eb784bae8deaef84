package dev.hone.model.cpu;

import dev.hone.model.KvCache;
import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.KvLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The past of one sequence as a list of pages. Forks share pages; whoever writes to a shared page copies it first.
final class PagedCache implements KvCache {
    private final PagePool pool;
    private final List<PagePool.Page> pages = new ArrayList<>();
    private int[] ids = {};
    private int length;
    private boolean beyond;
    private boolean closed;

    PagedCache(PagePool pool) {
        this.pool = pool;
    }

    @Override public int length() {
        return length;
    }

    boolean isOf(PagePool other) {
        return pool == other && !closed;
    }

    /// The tokens read so far.
    int[] ids() {
        return Arrays.copyOf(ids, length);
    }

    /// Whether it remembers a text that is so long that its positions are turned otherwise.
    boolean isBeyond() {
        return beyond;
    }

    /// Forgets everything; what comes is such a text, or is none.
    void begin(boolean beyond) {
        truncate(0);
        this.beyond = beyond;
    }

    /// Makes room for more positions, writable and counted as read.
    void extend(int[] more) {
        if (length % KvLayout.PAGE != 0 && pool.isShared(pages.getLast())) {
            PagePool.Page shared = pages.removeLast();
            PagePool.Page own = pool.take();
            pool.layout().copySlots(shared.memory(), own.memory(), length % KvLayout.PAGE);
            pages.add(own);
            pool.release(shared);
        }
        if (length + more.length > ids.length) ids = Arrays.copyOf(ids, Math.max(length + more.length, 2 * ids.length));
        System.arraycopy(more, 0, ids, length, more.length);
        length += more.length;
        while (pages.size() * KvLayout.PAGE < length) pages.add(pool.take());
    }

    List<Floats> memory() {
        return pages.stream().map(PagePool.Page::memory).toList();
    }

    @Override public KvCache fork() {
        var twin = new PagedCache(pool);
        for (PagePool.Page page : pages) {
            pool.share(page);
            twin.pages.add(page);
        }
        twin.ids = ids();
        twin.length = length;
        twin.beyond = beyond;
        return twin;
    }

    @Override public void truncate(int shorter) {
        if (shorter < 0 || shorter > length) throw new IllegalArgumentException("truncate to " + shorter + " of " + length + " tokens");
        length = shorter;
        while ((pages.size() - 1) * KvLayout.PAGE >= length && !pages.isEmpty()) pool.release(pages.removeLast());
    }

    @Override public void close() {
        if (closed) return;
        closed = true;
        truncate(0);
    }
}
