package dev.hone.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/// The folders are the pipeline: a package uses only packages before it in this list.
class PackageOrderTest {
    static final List<String> ORDER = List.of("settings", "hub", "data", "token", "tensor", "distributed", "batch", "model", "loss",
            "checkpoint", "generate", "reward", "curate", "train", "algorithm", "eval", "report", "serve", "cli");

    @Test void aPackageUsesOnlyPackagesBeforeIt() {
        List<String> wrong = new ArrayList<>();
        eachUse((user, used) -> {
            String from = stage(user), to = stage(used);
            if (!ORDER.contains(from)) wrong.add(user + " is in no stage of the list");
            else if (ORDER.indexOf(to) > ORDER.indexOf(from)) wrong.add(from + " uses " + to + ": " + user + " -> " + used);
        });
        assertEquals(List.of(), wrong);
    }

    @Test void subPackagesHaveNoCycles() {
        Map<String, Set<String>> uses = new TreeMap<>();
        eachUse((user, used) -> {
            String from = folder(user), to = folder(used);
            if (!from.equals(to) && stage(user).equals(stage(used))) uses.computeIfAbsent(from, _ -> new TreeSet<>()).add(to);
        });
        List<String> cycles = new ArrayList<>();
        for (String start : uses.keySet()) if (reaches(start, start, uses, new TreeSet<>())) cycles.add(start + " in " + uses);
        assertEquals(List.of(), cycles);
    }

    @Test void onlyTheTensorPackageNamesLibtorch() {
        List<String> wrong = new ArrayList<>();
        eachClass((name, names) -> {
            if (stage(name).equals("tensor")) return;
            for (String used : names) if (used.startsWith("org/bytedeco/")) wrong.add(name + " -> " + used);
        });
        assertEquals(List.of(), wrong);
    }

    @Test void eachPackageSaysWhatComesInAndOut() throws IOException {
        try (var folders = Files.walk(Path.of("src/main/java/dev/hone"))) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                try (var files = Files.list(folder)) {
                    boolean hasCode = files.anyMatch(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"));
                    assertTrue(!hasCode || Files.exists(folder.resolve("package-info.java")), folder + " has no package-info.java");
                }
            }
        }
    }

    private static boolean reaches(String from, String goal, Map<String, Set<String>> uses, Set<String> seen) {
        for (String next : uses.getOrDefault(from, Set.of())) {
            if (next.equals(goal) || seen.add(next) && reaches(next, goal, uses, seen)) return true;
        }
        return false;
    }

    private static void eachUse(BiConsumer<String, String> visit) {
        eachClass((name, names) -> {
            for (String used : names) if (used.startsWith("dev/hone/") && !used.equals(name)) visit.accept(name, used);
        });
    }

    /// Visits each class with the names of all classes in its constant pool.
    private static void eachClass(BiConsumer<String, Set<String>> visit) {
        try (var files = Files.walk(Path.of("target/classes/dev/hone"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                var model = ClassFile.of().parse(file);
                Set<String> names = new TreeSet<>();
                for (PoolEntry entry : model.constantPool()) {
                    if (entry instanceof ClassEntry used) names.add(used.asInternalName().replaceAll("^\\[*L?|;$", ""));
                }
                visit.accept(model.thisClass().asInternalName(), names);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static String folder(String internalName) {
        return internalName.substring("dev/hone/".length(), internalName.lastIndexOf('/'));
    }

    private static String stage(String internalName) {
        return folder(internalName).split("/")[0];
    }
}
