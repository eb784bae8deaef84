package dev.hone.reward.sandbox;

import java.util.List;
import java.util.Map;

/// What it takes to run programs of one language.
/// @param readable    files and folders of this machine that the interpreter needs, parents before what is in them
/// @param build       the compiler's command, run once; empty where there is none
/// @param command     the program's command, without its arguments
/// @param extraMemory bytes that the interpreter reserves besides what the program may have
record Toolchain(List<String> readable, List<String> build, List<String> command, Map<String, String> environment, long extraMemory) {
    /// @param folder where the program's files are, as the program sees it
    static Toolchain of(Program program, Limits limits, String folder) {
        return switch (program.language()) {
            case PYTHON -> Python.found().toolchain(program, folder);
            case JAVA -> JavaHome.toolchain(program, limits, folder);
        };
    }
}
