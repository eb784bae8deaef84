package dev.hone.reward;

import dev.hone.settings.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Compiles a source file with Hone on its class path and loads what comes out; nothing is written to disk.
final class MemoryCompiler {
    private MemoryCompiler() {}

    /// @param source for messages
    static List<Class<?>> classes(Path source, String text) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) throw new UserError(source + ": cannot be compiled, for this Java has no compiler; expected a JDK");
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        Map<String, ByteArrayOutputStream> compiled = new LinkedHashMap<>();
        try (JavaFileManager files = inMemory(compiler.getStandardFileManager(diagnostics, null, null), compiled)) {
            List<String> options = List.of("-classpath", System.getProperty("java.class.path"), "-proc:none");
            boolean done = compiler.getTask(null, files, diagnostics, options, null, List.of(sourceFile(source, text))).call();
            if (!done) throw new UserError(mistakes(source, diagnostics));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return loaded(compiled);
    }

    private static JavaFileObject sourceFile(Path source, String text) {
        return new SimpleJavaFileObject(URI.create("memory:///" + source.getFileName()), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static JavaFileManager inMemory(JavaFileManager standard, Map<String, ByteArrayOutputStream> compiled) {
        return new ForwardingJavaFileManager<>(standard) {
            @Override
            public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/') + kind.extension), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return compiled.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
                    }
                };
            }
        };
    }

    private static List<Class<?>> loaded(Map<String, ByteArrayOutputStream> compiled) {
        ClassLoader loader = new ClassLoader(MemoryCompiler.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                if (!compiled.containsKey(name)) throw new ClassNotFoundException(name);
                byte[] bytes = compiled.get(name).toByteArray();
                return defineClass(name, bytes, 0, bytes.length);
            }
        };
        return compiled.keySet().stream().<Class<?>>map(name -> {
            try {
                return loader.loadClass(name);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }).toList();
    }

    private static String mistakes(Path source, DiagnosticCollector<JavaFileObject> diagnostics) {
        return diagnostics.getDiagnostics().stream().filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR).limit(5)
                .map(mistake -> source + ":" + mistake.getLineNumber() + ": " + mistake.getMessage(null)).collect(Collectors.joining("\n"));
    }
}
