package dev.hone.curate.code;

import com.sun.source.util.JavacTask;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Whether text is Java: a file, members of a class, or statements, with imports before them. Names need not be known.
final class JavaSyntax {
    private static final Pattern IMPORTS = Pattern.compile("(?:\\s*import\\s[^;]*;)+");
    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

    JavaSyntax() {
        if (compiler == null) throw new UserError("this Java has no compiler, which looks at Java code; expected a JDK");
    }

    /// @return the first mistake of what comes nearest; empty where there is none
    Optional<String> fault(String source) {
        Optional<String> asFile = mistake(source);
        return asFile.isEmpty() || mistake(asStatements(source)).isEmpty() ? Optional.empty() : asFile;
    }

    private static String asStatements(String source) {
        Matcher imports = IMPORTS.matcher(source);
        int end = imports.lookingAt() ? imports.end() : 0;
        return source.substring(0, end) + "class Snippet { void statements() {" + source.substring(end) + "\n}}";
    }

    private Optional<String> mistake(String source) {
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        var task = (JavacTask) compiler.getTask(null, null, diagnostics, List.of("-proc:none"), null, List.of(file(source)));
        try {
            task.parse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (StackOverflowError e) {
            return Optional.of("nested too deep");
        }
        return diagnostics.getDiagnostics().stream().filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR).findFirst()
                .map(error -> "line " + error.getLineNumber() + ": " + error.getMessage(null));
    }

    private static JavaFileObject file(String source) {
        return new SimpleJavaFileObject(URI.create("memory:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
            @Override public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }
}
