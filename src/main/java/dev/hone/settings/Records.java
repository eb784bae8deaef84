package dev.hone.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.stream.Stream;

/// Makes records of a type known only at run time, and looks into them.
final class Records {
    private Records() {}

    /// @param values of all components, in order
    static <R extends Record> R make(Class<R> type, Object[] values) {
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(
                    Stream.of(type.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof UserError mistake) throw mistake;
            throw new IllegalStateException(type.getName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName(), e);
        }
    }

    static Object value(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component.toString(), e);
        }
    }

    /// The constant `DEFAULTS` of a record type; null where it has none.
    static <R extends Record> R defaults(Class<R> type) {
        try {
            Field field = type.getDeclaredField("DEFAULTS");
            field.setAccessible(true);
            return type.cast(field.get(null));
        } catch (NoSuchFieldException e) {
            return null;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(type.getName(), e);
        }
    }
}
