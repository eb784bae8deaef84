package dev.hone.cli.model;

import dev.hone.cli.console.CommonOptions;
import dev.hone.cli.console.Interrupts;
import dev.hone.cli.console.Paint;
import dev.hone.cli.console.Program;
import dev.hone.cli.console.Terminal;
import dev.hone.generate.Completion;
import dev.hone.generate.FinishReason;
import dev.hone.generate.Generation;
import dev.hone.generate.Listener;
import dev.hone.generate.Request;
import dev.hone.generate.Result;
import dev.hone.generate.SamplingSettings;
import dev.hone.generate.Session;
import dev.hone.generate.TextStream;
import dev.hone.generate.Usage;
import dev.hone.settings.UserError;
import dev.hone.token.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;

/// The loop of `hone chat`: reads a line, answers it or obeys it. The session remembers the turns before, so that
/// each turn computes its own words alone.
final class Chat {
    private static final String HELP = """
            /system TEXT   what the model is told first; without TEXT: nothing
            /reset         forget the conversation, keep the system prompt
            /save FILE     write the conversation as a JSONL row with its messages
            /settings      how answers are made
            /help          this list
            /exit          leave, as does Ctrl-D
            Ctrl-C         stop the answer
            //text         say something that begins with a slash""";

    private final String model;
    private final Tokenizer tokenizer;
    private final SamplingSettings settings;
    private final Supplier<TextStream> texts;
    private final Conversation conversation;
    private final Session session;
    private final CommonOptions common;
    private final PrintWriter out;
    private final boolean typed = Terminal.isInput();
    private final Paint paint = new Paint(Terminal.hasColours());
    private final Object turn = new Object();

    private int turns;
    /// The answer that Ctrl-C stops; guarded by `turn`, as is the next.
    private Generation answering;
    private boolean warned;

    Chat(String model, Tokenizer tokenizer, SamplingSettings settings, Supplier<TextStream> texts, Conversation conversation, Session session,
            CommonOptions common, PrintWriter out) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.settings = settings;
        this.texts = texts;
        this.conversation = conversation;
        this.session = session;
        this.common = common;
        this.out = out;
    }

    /// Goes on until the input ends or the user leaves.
    void run() {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        if (typed && !common.quiet) {
            out.println(paint.strong(model));
            showSettings();
            out.println(paint.quiet("/help lists commands, Ctrl-C stops an answer, Ctrl-D leaves"));
        }
        try (var _ = Interrupts.handledBy(this::interrupted)) {
            while (true) {
                prompt();
                String line = in.readLine();
                if (line == null) break;
                if (!takes(line)) return;
            }
            if (typed) out.println();
        } catch (IOException e) {
            throw new UserError("standard input cannot be read (" + e + ")", e);
        } finally {
            out.flush();
        }
    }

    private void prompt() {
        if (typed) out.print(paint.strong("> "));
        out.flush();
    }

    /// @return false when the user leaves
    private boolean takes(String line) {
        synchronized (turn) {
            warned = false;
        }
        if (line.isBlank()) return true;
        if (line.startsWith("//")) say(line.substring(1));
        else if (line.startsWith("/")) return obeys(line.strip());
        else say(line);
        return true;
    }

    // ---- commands

    private boolean obeys(String line) {
        String[] words = line.split("\\s+", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "/exit", "/quit" -> {
                return false;
            }
            case "/help" -> out.println(paint.quiet(HELP));
            case "/settings" -> showSettings();
            case "/system" -> {
                conversation.system(rest);
                note(rest.isEmpty() ? "no system prompt" : "system prompt set");
            }
            case "/reset" -> {
                conversation.reset();
                note("the conversation starts afresh");
            }
            case "/save" -> save(rest);
            default -> problem("there is no command " + words[0] + "; /help lists them, and //text says something that begins with a slash");
        }
        return true;
    }

    private void save(String file) {
        try {
            if (file.isEmpty()) throw new UserError("/save needs a file's name, as /save chat.jsonl");
            conversation.save(Path.of(file));
            note("saved to " + file);
        } catch (UserError e) {
            problem(e.getMessage());
        } catch (InvalidPathException e) {
            problem(file + ": is no path: " + e.getReason());
        }
    }

    private void showSettings() {
        String how = !settings.doSample() ? "greedy" : String.format(Locale.ROOT, "temperature %s, top-p %s, top-k %d, min-p %s, seed %d",
                settings.temperature(), settings.topP(), settings.topK(), settings.minP(), settings.seed());
        String penalty = settings.repetitionPenalty() == 1 ? "" : ", repetition penalty " + settings.repetitionPenalty();
        String length = settings.maxNewTokens() > 0 ? ", at most " + settings.maxNewTokens() + " tokens an answer" : "";
        out.println(paint.quiet(how + penalty + length));
        if (!conversation.system().isEmpty()) out.println(paint.quiet("system: " + Terminal.harmless(conversation.system())));
        out.flush();
    }

    // ---- a turn

    private void say(String text) {
        conversation.add("user", text);
        try {
            Request request = new Request(conversation.ids(tokenizer), settings, turns, texts);
            Result result = answer(request);
            Completion answer = result.completions().getFirst();
            out.println();
            out.flush();
            close(answer, result.usage());
        } catch (UserError refusal) {
            // As if it had not been said: the next turn may do better.
            conversation.takeBackLast();
            problem(refusal.getMessage());
        }
    }

    private Result answer(Request request) {
        Generation generation;
        synchronized (turn) {
            generation = answering = session.submit(request, printing());
        }
        try {
            return generation.result();
        } finally {
            synchronized (turn) {
                answering = null;
            }
        }
    }

    private Listener printing() {
        return new Listener() {
            @Override public void text(int sample, String piece) {
                out.print(Terminal.harmless(piece));
                out.flush();
            }
        };
    }

    private void close(Completion answer, Usage usage) {
        turns++;
        if (answer.finishReason() == FinishReason.CANCELLED && answer.text().isEmpty()) conversation.takeBackLast();
        else conversation.add("assistant", answer.text());
        if (answer.finishReason() == FinishReason.LENGTH) note("(cut after " + answer.tokenIds().length + " tokens; --max-new-tokens sets the limit)");
        if (answer.finishReason() == FinishReason.CANCELLED) note("(stopped)");
        if (typed && !common.quiet) out.println(paint.quiet(String.format(Locale.ROOT, "%d tokens, %.1f tokens/s",
                usage.newTokens(), usage.newTokens() / Math.max(1e-9, usage.prefillSeconds() + usage.decodeSeconds()))));
        out.flush();
    }

    /// Ctrl-C: the first stops the answer; without one it warns, and the second leaves.
    private void interrupted() {
        synchronized (turn) {
            if (answering != null) {
                answering.cancel();
            } else if (typed && !warned) {
                warned = true;
                out.println();
                out.println(paint.quiet("(Ctrl-C again or Ctrl-D to leave)"));
                prompt();
            } else {
                out.println();
                out.flush();
                Runtime.getRuntime().exit(Program.SUCCESS);
            }
        }
    }

    private void note(String text) {
        common.remark(paint.quiet(Terminal.harmless(text)));
    }

    private void problem(String text) {
        PrintWriter err = common.command.commandLine().getErr();
        err.println("hone: " + Terminal.harmless(text));
        err.flush();
    }
}
