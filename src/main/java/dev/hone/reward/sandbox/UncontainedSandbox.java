package dev.hone.reward.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Runs programs with the user's own rights, for machines that offer nothing better and users who said so.
/// Only time and output are limited.
record UncontainedSandbox() implements Sandbox {
    @Override
    public String name() {
        return "uncontained";
    }

    @Override
    public List<String> isolates() {
        return List.of("time");
    }

    @Override
    public Cell open(Program program, Limits limits) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("hone-program-");
        for (var file : program.files().entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return UncontainedCell.open(folder, Toolchain.of(program, limits, folder.toString()), limits);
    }
}
