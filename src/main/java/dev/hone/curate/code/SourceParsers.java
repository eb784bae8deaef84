package dev.hone.curate.code;

import dev.hone.data.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/// The parsers of all languages, each opened when it is first needed. One thread at a time may use them.
public final class SourceParsers implements AutoCloseable {
    private JavaSyntax java;
    private PythonSyntax python;

    /// @return of each block the first mistake; empty where there is none
    public List<Optional<String>> faults(List<SourceBlock> blocks) {
        List<String> inPython = blocks.stream().filter(block -> block.language() == SourceLanguage.PYTHON).map(SourceBlock::source).toList();
        var ofPython = inPython.isEmpty() ? List.<Optional<String>>of().iterator() : python().faults(inPython).iterator();
        List<Optional<String>> faults = new ArrayList<>();
        for (SourceBlock block : blocks) faults.add(switch (block.language()) {
            case JAVA -> java().fault(block.source());
            case JSON -> ofJson(block.source());
            case PYTHON -> ofPython.next();
        });
        return faults;
    }

    private static Optional<String> ofJson(String source) {
        try {
            return Json.MAPPER.readTree(source).isMissingNode() ? Optional.of("nothing is there") : Optional.empty();
        } catch (JacksonException e) {
            return Optional.of((e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ") + e.getOriginalMessage());
        }
    }

    private JavaSyntax java() {
        if (java == null) java = new JavaSyntax();
        return java;
    }

    private PythonSyntax python() {
        if (python == null) python = new PythonSyntax();
        return python;
    }

    @Override public void close() {
        if (python != null) python.close();
    }
}
