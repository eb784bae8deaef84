package dev.hone.reward;

import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.List;

/// Asks a program that runs beside the training: a line of JSON for each answer goes to it ([RequestJson#of]), and a line with a number,
/// `{"score": number}` or null is expected for each. It is started when first needed and kept; one that breaks the rules, ends or is too slow
/// is killed, and started anew for the next call.
final class ProgramReward implements Reward {
    record Arguments(@Help("the program and its arguments") List<String> command) {
        Arguments {
            if (command == null || command.isEmpty()) throw new UserError("command is missing; expected a list such as [python3, reward.py]");
        }
    }

    private final List<String> command;
    private OwnProgram running;

    ProgramReward(List<String> command) {
        this.command = command;
    }

    @Override
    public synchronized double[] score(List<RewardRequest> answers) throws Exception {
        boolean done = false;
        try {
            if (running == null) running = OwnProgram.start(command);
            List<Double> scores = running.ask(answers.stream().map(RequestJson::of).toList(), "a number, {\"score\": number} or null",
                    reply -> RequestJson.score(reply.has("score") ? reply.get("score") : reply));
            done = true;
            return scores.stream().mapToDouble(Double::doubleValue).toArray();
        } finally {
            if (!done) close();
        }
    }

    @Override
    public synchronized void close() {
        if (running != null) running.kill();
        running = null;
    }
}
