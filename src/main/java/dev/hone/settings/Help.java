package dev.hone.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a setting means, in a line: shown by `--help` and in the documentation. Stands on a component of a settings record,
/// and on the record itself, where it is the heading over its settings.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Help {
    String value();
}
