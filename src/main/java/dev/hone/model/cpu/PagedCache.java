package dev.hone.model.cpu;

import dev.hone.model.KvCache;
import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.KvLayout;
import java.util.ArrayList;
import java.util.List;

/// The past of one sequence as a list of pages. Forks share pages; whoever writes to a shared page copies it first.
final class PagedCache implements KvCache {
    private final PagePool pool;
    private final List<PagePool.Page> pages = new ArrayList<>();
    private int length;
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

    /// Makes room for `count` more positions, writable and counted as read.
    void extend(int count) {
        if (length % KvLayout.PAGE != 0 && pool.isShared(pages.getLast())) {
            PagePool.Page shared = pages.removeLast();
            PagePool.Page own = pool.take();
            pool.layout().copySlots(shared.memory(), own.memory(), length % KvLayout.PAGE);
            pages.add(own);
            pool.release(shared);
        }
        length += count;
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
        twin.length = length;
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
