package dev.hone.report;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes metrics as TensorBoard reads them: a file `events.out.tfevents.SECONDS.HOST.PROCESS.hone` in the run's folder.
/// Tags are those of Hugging Face's Trainer: `loss` becomes `train/loss`, `eval_loss` becomes `eval/loss`. Each row is handed to
/// the system at once, so TensorBoard shows a run while it goes on, and a killed process loses nothing that was written.
///
/// A folder holds one run, and `metrics.jsonl` is the truth about it: opening replaces the event files that Hone left there
/// with a new one made of the rows so far. (TensorBoard would mix several files of a folder.)
/// Source: tensorflow's `event.proto`, `summary.proto`, `tensor.proto`; scalars and texts as PyTorch's `SummaryWriter` writes them.
public final class TensorBoardEvents implements AutoCloseable {
    private static final String PREFIX = "events.out.tfevents.", SUFFIX = ".hone";

    private final InstantSource clock;
    private final Path file;
    private final OutputStream out;

    private TensorBoardEvents(Path file, InstantSource clock) throws IOException {
        this.clock = clock;
        this.file = file;
        this.out = Files.newOutputStream(file);
    }

    /// @param folder the run's folder, made if missing
    /// @param rows   the metrics so far, as [#add] takes them: none for a new run, those up to its checkpoint for a resumed one.
    ///               They keep the times at which they were first written.
    public static TensorBoardEvents open(Path folder, List<Map<String, Double>> rows) {
        return open(folder, rows, InstantSource.system());
    }

    static TensorBoardEvents open(Path folder, List<Map<String, Double>> rows, InstantSource clock) {
        Path file = folder.resolve(PREFIX + clock.instant().getEpochSecond() + "." + host() + "." + ProcessHandle.current().pid() + SUFFIX);
        try {
            Files.createDirectories(folder);
            List<Path> earlier = eventFiles(folder);
            EventTimes times = new EventTimes(earlier);

            TensorBoardEvents events = new TensorBoardEvents(file, clock);
            events.begin();
            for (Map<String, Double> row : rows) events.add(row, times.of(step(row), events.now()));
            for (Path old : earlier) if (!old.equals(file)) Files.delete(old);
            return events;
        } catch (IOException failure) {
            throw cannotWrite(file, failure);
        }
    }

    /// Adds a row of metrics.
    /// @param row numbers by TRL's names, with `step`
    public void add(Map<String, Double> row) {
        add(row, now());
    }

    /// Adds a text, shown as Markdown under TensorBoard's tab "Text".
    public void addText(String tag, String markdown) {
        Protobuf plugin = new Protobuf().text(1, "text");
        Protobuf tensor = new Protobuf()
                .integer(1, 7)                                                          // dtype: string
                .message(2, new Protobuf().message(2, new Protobuf().integer(1, 1)))    // shape: one dimension of size 1
                .text(8, markdown);
        Protobuf value = new Protobuf()
                .text(1, tag + "/text_summary")
                .message(9, new Protobuf().message(1, plugin))
                .message(8, tensor);
        write(event(now(), 0).message(5, new Protobuf().message(1, value)));
    }

    /// Adds the settings as a table, under the tag at which Trainer writes its arguments.
    public void addSettings(List<Setting> settings) {
        addText("args", settings.stream()
                .map(setting -> "| " + cell(setting.name()) + " | " + cell(setting.value()) + " |\n")
                .collect(Collectors.joining("", "| setting | value |\n| --- | --- |\n", "")));
    }

    @Override public void close() {
        try {
            out.close();
        } catch (IOException failure) {
            throw cannotWrite(file, failure);
        }
    }

    /// The version, then the start of a session: at that, a TensorBoard that is open forgets the steps it had read before.
    private void begin() {
        write(event(now(), 0).text(3, "brain.Event:2"));
        write(event(now(), 0).message(7, new Protobuf().integer(1, 1)));
    }

    private void add(Map<String, Double> row, double seconds) {
        Protobuf summary = new Protobuf();
        row.forEach((name, number) -> {
            if (!name.equals("step")) summary.message(1, new Protobuf().text(1, tag(name)).number(2, number.floatValue()));
        });
        write(event(seconds, step(row)).message(5, summary));
    }

    private void write(Protobuf event) {
        try {
            out.write(EventRecords.framed(event.toBytes()));
        } catch (IOException failure) {
            throw cannotWrite(file, failure);
        }
    }

    private double now() {
        Instant now = clock.instant();
        return now.getEpochSecond() + now.getNano() / 1e9;
    }

    private static Protobuf event(double seconds, long step) {
        return new Protobuf().number(1, seconds).integer(2, step);
    }

    private static long step(Map<String, Double> row) {
        Double step = row.get("step");
        if (step == null) throw new IllegalArgumentException("a row of metrics has no step: " + row);
        return step.longValue();
    }

    private static String tag(String name) {
        return name.startsWith("eval_") ? "eval/" + name.substring("eval_".length()) : "train/" + name;
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replaceAll("\\R", " ");
    }

    private static List<Path> eventFiles(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            found.forEach(files::add);
        }
        return files;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    private static UserError cannotWrite(Path file, IOException failure) {
        return new UserError("cannot write " + file + ": " + failure.getMessage(), failure);
    }
}
