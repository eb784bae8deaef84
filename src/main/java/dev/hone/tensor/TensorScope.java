package dev.hone.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.PointerScope;

/// The one owner of native memory: what is made while a scope is open is freed when it closes.
///
/// Scopes nest, per thread: a tensor belongs to the innermost one. What shall outlive its scope is plain Java (a double,
/// a float[]) or is handed to the enclosing scope with [#keep].
/// ```java
/// try (var _ = TensorScope.open()) {
///     total += lossOf(batch).item();
/// }
/// ```
public final class TensorScope implements AutoCloseable {
    private static final ThreadLocal<Deque<TensorScope>> OPEN = ThreadLocal.withInitial(ArrayDeque::new);
    private static final AtomicLong LIVE = new AtomicLong();

    private final PointerScope pointers;
    private final List<org.bytedeco.pytorch.Tensor> tensors = new ArrayList<>();
    private volatile boolean open = true;

    private TensorScope() {
        pointers = new PointerScope();
    }

    /// Opens a scope on this thread, inside the ones that are open already.
    public static TensorScope open() {
        Engine.load();
        var scope = new TensorScope();
        OPEN.get().push(scope);
        return scope;
    }

    /// How many tensors are alive in open scopes, over all threads: equal before and after a step, or something leaks.
    public static long liveTensors() {
        return LIVE.get();
    }

    /// Hands a tensor of this scope to the scope around it, and returns it.
    ///
    /// @throws IllegalStateException when no scope is open around this one, or the tensor is not of this scope
    public Tensor keep(Tensor tensor) {
        Deque<TensorScope> stack = OPEN.get();
        var inner = stack.iterator();
        while (inner.hasNext()) {
            if (inner.next() != this) continue;
            if (!inner.hasNext()) throw new IllegalStateException("keep() needs an outer scope to keep the tensor in; open one around this");
            TensorScope outer = inner.next();
            var handle = tensor.handle();
            if (!tensors.remove(handle)) throw new IllegalStateException("this tensor is not of the scope that shall keep it: " + tensor);
            outer.tensors.add(handle);
            outer.pointers.attach(handle);
            pointers.detach(handle);
            return tensor.movedTo(outer);
        }
        throw new IllegalStateException("keep() on a scope that is not open on this thread");
    }

    /// Makes the innermost open scope the owner of a new native tensor.
    static TensorScope adopt(org.bytedeco.pytorch.Tensor handle) {
        TensorScope scope = OPEN.get().peek();
        if (scope == null) throw new IllegalStateException("no TensorScope is open on this thread;"
                + " wrap the work in try (var _ = TensorScope.open()) { ... }");
        scope.tensors.add(handle);
        LIVE.incrementAndGet();
        return scope;
    }

    boolean isOpen() {
        return open;
    }

    @Override public void close() {
        if (!open) return;
        open = false;
        OPEN.get().remove(this);
        LIVE.addAndGet(-tensors.size());
        tensors.clear();
        pointers.close();
    }
}
