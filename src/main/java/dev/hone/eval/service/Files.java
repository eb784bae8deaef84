package dev.hone.eval.service;

import dev.hone.eval.python.PythonText;
import dev.hone.eval.tool.Arguments;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Files and folders, with commands as in a shell. Each command knows names in the current folder alone.
/// Source: BFCL v4, `GorillaFileSystem`.
final class Files implements Service {
    private sealed interface Entry {}

    private static final class File implements Entry {
        private String content;

        private File(String content) {
            this.content = content;
        }
    }

    /// @param parent   null for the root; that of a folder's entries stays what it was when the folder moves, as officially
    /// @param contents by name
    private record Folder(String name, Folder parent, Map<String, Entry> contents) implements Entry {}

    private final Folder root;
    private Folder here;

    private Files(Folder root) {
        this.root = root;
        here = root;
    }

    /// @param scenario `root`: an object with the root's name, and below it entries with `type` and `content` or `contents`
    static Files of(ObjectNode scenario) {
        var named = scenario.path("root").properties().iterator();
        if (!named.hasNext()) return new Files(new Folder("/", null, new LinkedHashMap<>()));
        var top = named.next();
        Folder root = new Folder(top.getKey(), null, new LinkedHashMap<>());
        load(root, top.getValue().path("contents"));
        return new Files(root);
    }

    private static void load(Folder into, JsonNode contents) {
        for (var entry : contents.properties()) {
            if (entry.getValue().path("type").asString().equals("file")) into.contents.put(entry.getKey(), new File(entry.getValue().path("content").asString("")));
            else {
                Folder folder = new Folder(entry.getKey(), into, new LinkedHashMap<>());
                into.contents.put(entry.getKey(), folder);
                load(folder, entry.getValue().path("contents"));
            }
        }
    }

    @Override public ObjectNode state() {
        return JsonMapper.shared().createObjectNode().put("name", root.name).set("contents", contents(root));
    }

    private static ObjectNode contents(Folder folder) {
        ObjectNode state = JsonMapper.shared().createObjectNode();
        folder.contents.forEach((name, entry) -> {
            if (entry instanceof File file) state.put(name, file.content);
            else state.set(name, contents((Folder) entry));
        });
        return state;
    }

    @Override public JsonNode call(String name, Arguments given) {
        return switch (name) {
            case "pwd" -> Service.answer("current_working_directory", "/" + path(here));
            case "ls" -> Service.answer("current_directory_content", texts(here.contents.keySet().stream().filter(each -> given.flagOr("a", false) || !each.startsWith(".")).toList()));
            case "cd" -> changed(given.text("folder"));
            case "mkdir" -> made(given.text("dir_name"), "mkdir: cannot create directory", new Folder(given.text("dir_name"), here, new LinkedHashMap<>()));
            case "touch" -> made(given.text("file_name"), "touch: cannot touch", new File(""));
            case "echo" -> echoed(given.text("content"), given.textOrNull("file_name"));
            case "cat" -> shown(given.text("file_name"));
            case "find" -> found(given.textOr("path", "."), given.textOrNull("name"));
            case "wc" -> counted(given.text("file_name"), given.textOr("mode", "l"));
            case "sort" -> ofLines("sort", given.text("file_name"), lines -> Service.answer("sorted_content", lines.stream().sorted().collect(Collectors.joining("\n"))));
            case "grep" -> ofLines("grep", given.text("file_name"), lines -> Service.answer("matching_lines", texts(lines.stream().filter(line -> line.contains(given.text("pattern"))).toList())));
            case "tail" -> ofLines("tail", given.text("file_name"), lines -> Service.answer("last_lines", last(lines, given.numberOr("lines", 10).intValue())));
            case "du" -> Service.answer("disk_usage", size(given.flagOr("human_readable", false)));
            case "diff" -> difference(given.text("file_name1"), given.text("file_name2"));
            case "mv" -> transferred(given.text("source"), given.text("destination"), true);
            case "cp" -> transferred(given.text("source"), given.text("destination"), false);
            case "rm" -> {
                String file = given.text("file_name");
                yield here.contents.remove(file) == null ? Service.error("rm: cannot remove '" + file + "': No such file or directory") : Service.answer("result", "'" + file + "' removed");
            }
            case "rmdir" -> removed(given.text("dir_name"));
            default -> throw new UnknownToolFault(name);
        };
    }

    private static String path(Folder folder) {
        return folder.parent == null ? folder.name : path(folder.parent) + "/" + folder.name;
    }

    private static ArrayNode texts(List<String> texts) {
        ArrayNode array = JsonMapper.shared().createArrayNode();
        texts.forEach(array::add);
        return array;
    }

    private JsonNode changed(String said) {
        String folder = PythonText.stripRight(said, "/");
        if (folder.isEmpty()) folder = "/";
        if (!folder.equals("/") && folder.contains("/")) return Service.error("cd: " + folder + ": Unsupported path. Only one folder level at a time is supported.");
        if (folder.equals("..")) {
            if (here.parent == null) return Service.error("Current directory is already the root. Cannot go back.");
            here = here.parent;
            return JsonMapper.shared().createObjectNode();
        }
        Folder target = reached(folder);
        if (target == null) return Service.error("cd: '" + folder + "': No such file or directory");
        here = target;
        return Service.answer("current_working_directory", target.name);
    }

    /// The folder at a path; null for none.
    private Folder reached(String path) {
        if (path.equals(".")) return here;
        if (path.equals("/")) return root;
        Folder at = path.startsWith("/") ? root : here;
        for (String name : PythonText.strip(path, "/").split("/", -1)) {
            Entry next = name.equals(".") ? at : at.contents.get(name);
            if (!(next instanceof Folder folder)) return null;
            at = folder;
        }
        return at;
    }

    private static boolean bad(String name) {
        return name.chars().anyMatch(c -> "|/\\?%*:\"><".indexOf(c) >= 0);
    }

    private JsonNode made(String name, String cannot, Entry entry) {
        if (bad(name)) return Service.error(cannot + " '" + name + "': Invalid character");
        if (here.contents.putIfAbsent(name, entry) != null) return Service.error(cannot + " '" + name + "': File exists");
        return JsonMapper.shared().getNodeFactory().nullNode();
    }

    private JsonNode echoed(String content, String name) {
        if (name == null || name.isEmpty()) return Service.answer("terminal_output", content);
        if (bad(name)) return Service.error("echo: cannot write to '" + name + "': Invalid character");
        if (!(here.contents.get(name) instanceof File file)) return Service.error("echo: cannot write to '" + name + "': No such file");
        file.content = content;
        return JsonMapper.shared().getNodeFactory().nullNode();
    }

    private JsonNode shown(String name) {
        if (bad(name)) return Service.error("cat: '" + name + "': Invalid character");
        return switch (here.contents.get(name)) {
            case null -> Service.error("cat: '" + name + "': No such file or directory");
            case File file -> Service.answer("file_content", file.content);
            case Folder _ -> Service.error("cat: '" + name + "': Is a directory");
        };
    }

    private JsonNode found(String path, String name) {
        Folder from = reached(path);
        if (from == null) return Service.error("find: '" + path + "': No such file or directory");
        List<String> matches = new ArrayList<>();
        search(from, PythonText.stripRight(path, "/"), name, matches);
        return Service.answer("matches", texts(matches));
    }

    private static void search(Folder folder, String path, String name, List<String> matches) {
        folder.contents.forEach((each, entry) -> {
            if (name == null || each.contains(name)) matches.add(path + "/" + each);
            if (entry instanceof Folder inner) search(inner, path + "/" + each, name, matches);
        });
    }

    private interface OfLines {
        JsonNode of(List<String> lines);
    }

    private JsonNode ofLines(String command, String name, OfLines result) {
        return here.contents.get(name) instanceof File file ? result.of(file.content.lines().toList()) : Service.error(command + ": " + name + ": No such file or directory");
    }

    private JsonNode counted(String name, String mode) {
        if (!List.of("l", "w", "c").contains(mode)) return Service.error("wc: invalid mode '" + mode + "'");
        if (!(here.contents.get(name) instanceof File file)) return Service.error("wc: " + name + ": No such file or directory");
        ObjectNode count = JsonMapper.shared().createObjectNode();
        return switch (mode) {
            case "l" -> count.put("count", file.content.lines().count()).put("type", "lines");
            case "w" -> count.put("count", PythonText.words(file.content).size()).put("type", "words");
            default -> count.put("count", file.content.codePointCount(0, file.content.length())).put("type", "characters");
        };
    }

    /// Python's `lines[-count:]`, which is all of them for 0.
    private static String last(List<String> lines, int count) {
        int from = count > 0 ? Math.max(0, lines.size() - count) : Math.min(-count, lines.size());
        return String.join("\n", lines.subList(from, lines.size()));
    }

    private static long bytes(Entry entry) {
        return switch (entry) {
            case File file -> file.content.getBytes(StandardCharsets.UTF_8).length;
            case Folder folder -> folder.contents.values().stream().mapToLong(Files::bytes).sum();
        };
    }

    private String size(boolean readable) {
        double size = bytes(here);
        if (!readable) return bytes(here) + " bytes";
        for (String unit : List.of("B", "KB", "MB", "GB", "TB")) {
            if (size < 1024) return String.format(Locale.ROOT, "%.2f %s", size, unit);
            size /= 1024;
        }
        return String.format(Locale.ROOT, "%.2f PB", size);
    }

    private JsonNode difference(String one, String other) {
        if (!(here.contents.get(one) instanceof File first) || !(here.contents.get(other) instanceof File second)) return Service.error("diff: " + one + " or " + other + ": No such file or directory");
        List<String> before = first.content.lines().toList(), after = second.content.lines().toList(), different = new ArrayList<>();
        for (int i = 0; i < Math.min(before.size(), after.size()); i++) if (!before.get(i).equals(after.get(i))) different.add("- " + before.get(i) + "\n+ " + after.get(i));
        return Service.answer("diff_lines", String.join("\n", different));
    }

    private JsonNode transferred(String source, String destination, boolean moved) {
        String command = moved ? "mv" : "cp", cannot = command + ": cannot " + (moved ? "move" : "copy") + " '" + source + "'", done = "'" + source + "' " + (moved ? "moved" : "copied") + " to '";
        Entry entry = here.contents.get(source);
        if (entry == null) return Service.error(cannot + ": No such file or directory");
        if (destination.contains("/")) return Service.error(command + ": path not allowed in destination. Provide only a file or directory name.");
        Entry target = here.contents.get(destination);
        if (target instanceof File) return Service.error(cannot + " to '" + destination + "': Not a directory");
        Folder into = target instanceof Folder folder ? folder : here;
        String name = target == null ? destination : source, place = target == null ? destination : destination + "/" + source;
        if (into.contents.containsKey(name)) return Service.error(cannot + " to '" + place + "': File exists");
        if (moved) here.contents.remove(source);
        into.contents.put(name, switch (entry) {
            case File file -> new File(file.content);
            case Folder folder -> new Folder(name, into, moved ? folder.contents : new LinkedHashMap<>(folder.contents));
        });
        return Service.answer("result", done + place + "'");
    }

    private JsonNode removed(String name) {
        if (!here.contents.containsKey(name)) return Service.error("rmdir: cannot remove '" + name + "': No such file or directory");
        if (!(here.contents.get(name) instanceof Folder folder)) return Service.error("rmdir: cannot remove '" + name + "': Not a directory");
        if (!folder.contents.isEmpty()) return Service.error("rmdir: cannot remove '" + name + "': Directory not empty");
        here.contents.remove(name);
        return Service.answer("result", "'" + name + "' removed");
    }
}
