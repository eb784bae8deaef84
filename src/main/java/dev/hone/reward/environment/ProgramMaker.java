package dev.hone.reward.environment;

import dev.hone.reward.OwnProgram;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Environments that are programs: each conversation has one for itself, which serves the next when it is done.
final class ProgramMaker implements EnvironmentMaker {
    private final List<String> command;
    private final Deque<OwnProgram> idle = new ArrayDeque<>();

    ProgramMaker(List<String> command) {
        this.command = command;
    }

    @Override public Environment make() {
        return new ProgramEnvironment(this);
    }

    OwnProgram take() {
        synchronized (idle) {
            if (!idle.isEmpty()) return idle.pop();
        }
        return OwnProgram.start(command);
    }

    void giveBack(OwnProgram program) {
        synchronized (idle) {
            idle.push(program);
        }
    }

    @Override public void close() {
        List<OwnProgram> all;
        synchronized (idle) {
            all = new ArrayList<>(idle);
            idle.clear();
        }
        all.forEach(OwnProgram::kill);
    }
}
