package dev.hone.reward.sandbox;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program as source text.
/// @param files texts by name, `main.py`; a name may have folders before it
/// @param main  what is run: a file of Python, a class of Java
public record Program(Language language, Map<String, String> files, String main) {
    private static final Pattern FILE_NAME = Pattern.compile("[\\w-][\\w.-]*(/[\\w-][\\w.-]*)*");
    private static final Pattern PUBLIC_CLASS = Pattern.compile("\\bpublic\\s+(?:(?:final|abstract|sealed|strictfp)\\s+)*(?:class|record|enum|interface)\\s+(\\w+)");
    private static final Pattern CLASS = Pattern.compile("\\b(?:class|record|enum|interface)\\s+(\\w+)");
    private static final Pattern MAIN_METHOD = Pattern.compile("\\bvoid\\s+main\\s*\\(");

    public Program {
        files = Map.copyOf(files);
        for (String name : files.keySet()) if (!FILE_NAME.matcher(name).matches()) throw new IllegalArgumentException(
                "a program's file is called " + name + "; expected a relative path of letters, digits and . _ -");
    }

    public static Program python(String source) {
        return new Program(Language.PYTHON, Map.of("main.py", source), "main.py");
    }

    /// The file is called after its public class, as javac wants it. What is run is the class around `main`; without one the file is a
    /// class that Java names after it.
    public static Program java(String source) {
        Matcher named = PUBLIC_CLASS.matcher(source);
        String file = named.find() ? named.group(1) : "Main";
        return new Program(Language.JAVA, Map.of(file + ".java", source), mainClass(source, file));
    }

    private static String mainClass(String source, String file) {
        Matcher method = MAIN_METHOD.matcher(source);
        Matcher before = CLASS.matcher(method.find() ? source.substring(0, method.start()) : "");
        String around = file;
        while (before.find()) around = before.group(1);
        return around;
    }
}
