package dev.hone.model.cpu;

import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.KvLayout;
import java.util.ArrayDeque;
import java.util.Deque;

/// The pages of all sequences of a decoder: freed ones are used again, since making one means clearing megabytes.
final class PagePool {
    private final KvLayout layout;
    private final Deque<Page> free = new ArrayDeque<>();
    private int pages;

    PagePool(KvLayout layout) {
        this.layout = layout;
    }

    /// A page and how many sequences share it.
    static final class Page {
        private final Floats memory;
        private int sharers;

        private Page(Floats memory) {
            this.memory = memory;
        }

        Floats memory() {
            return memory;
        }
    }

    KvLayout layout() {
        return layout;
    }

    synchronized Page take() {
        Page page = free.poll();
        if (page == null) {
            page = new Page(new Floats(layout.pageFloats()));
            pages++;
        }
        page.sharers = 1;
        return page;
    }

    synchronized void share(Page page) {
        page.sharers++;
    }

    synchronized void release(Page page) {
        if (--page.sharers == 0) free.push(page);
    }

    synchronized boolean isShared(Page page) {
        return page.sharers > 1;
    }

    /// Gives the memory of free pages back until they are taken again.
    synchronized void rest() {
        free.forEach(page -> page.memory.release());
    }

    /// Pages that sequences hold now.
    synchronized int inUse() {
        return pages - free.size();
    }
}
