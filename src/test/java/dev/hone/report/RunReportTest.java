package dev.hone.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/// The page is read by an XML parser, which takes nothing that is not closed and escaped.
class RunReportTest {
    private static final String HOSTILE = "</script></style><img src=x onerror=\"alert('x')\">&amp;]]>\u0000\u001b\u202Eevil\uD800\uFFFF";
    /// What of it a reader sees.
    private static final String SHOWN = "</script></style><img src=x onerror=\"alert('x')\">&amp;]]>[U+0000][U+001B][U+202E]evil\uFFFD\uFFFD";

    @TempDir Path folder;

    @Test void whatIsHandedInStandsOnThePage() throws Exception {
        Document page = parsed(report("SmolLM2 on tiny", List.of(
                new Findings("Check before the start", List.of(new Findings.Finding(Findings.Level.WARNING, "3 rows are cut", "raise max_length"))),
                new Curves(List.of(row(1, "loss", 2.5), row(2, "loss", 1.5))),
                new DataAccount(90, 7, List.of(new DataAccount.Dropped("no answer", 3)), 1000, 250, List.of(Histogram.of("Lengths", new int[] {1, 2, 3}))),
                new Samples(List.of(new Samples.Sample("train.jsonl:8", List.of(new Samples.Piece("Hi", false), new Samples.Piece(" there", true))))),
                new Answers(List.of(new Answers.Answer("Who are you?", "you you you", "A model."))),
                new ResolvedSettings(List.of(new Setting("learning_rate", "8e-05", "2e-05"), new Setting("seed", "42", "42"))),
                new Rerun("hone sft run.yaml"),
                new Facts("Where it ran", List.of(new Fact("Java", "25"))))));

        assertEquals(List.of("SmolLM2 on tiny"), texts(page, "h1"));
        assertEquals(List.of("Check before the start", "Curves", "Data", "What is trained", "Answers before and after", "Settings",
                "Run it again", "Where it ran"), texts(page, "h2"));
        assertEquals(texts(page, "h2"), texts(page, "a"));
        String all = page.getDocumentElement().getTextContent();
        for (String text : List.of("✓ Finished", "▲ Warning 3 rows are cut", "raise max_length", "90.0 %", "dropped: no answer", "25.0 %",
                "train.jsonl:8", "2 tokens, 1 trained", "Who are you?", "you you you", "A model.", "8e-05", "At their defaults: 1",
                "hone sft run.yaml")) assertTrue(all.contains(text), text);
        assertTrue(texts(page, "mark").contains(" there"));
    }

    @Test void aShareStandsWithItsIntervalAndWhatChanged() throws Exception {
        Document page = parsed(report("t", List.of(new Scores("Skills", "about", List.of("before", "after"), List.of(new Scores.Line("sums", List.of(
                new Scores.Cell(0.2, 0.11, 0.33, Scores.Change.NONE), new Scores.Cell(0.05, 0.017, 0.137, Scores.Change.WORSE))))))));
        assertEquals(List.of("", "20 % 11 to 33", "5 % 2 to 14▼ worse"), texts(page, "td"));
    }

    @Test void linksLeadToSectionsAndEveryIdIsThereOnce() throws Exception {
        Document page = parsed(everythingSaying("text"));
        List<String> ids = attributes(page, "id");
        Set<String> different = new TreeSet<>(ids);
        assertEquals(different.size(), ids.size(), ids.toString());
        for (String link : attributes(page, "href")) assertTrue(different.contains(link.substring(1)), link);
        for (String names : attributes(page, "aria-labelledby")) assertTrue(different.containsAll(List.of(names.split(" "))), names);
    }

    @Test void textFromOutsideIsOnlyEverText() throws Exception {
        Document plain = parsed(everythingSaying("text"));
        Document hostile = parsed(everythingSaying(HOSTILE));

        assertEquals(elements(plain), elements(hostile), "the same elements, whatever the texts say");
        assertTrue(texts(hostile, "h1").contains(SHOWN), texts(hostile, "h1").toString());
        assertEquals(0, hostile.getElementsByTagName("img").getLength());
        assertTrue(attributes(hostile, "onerror").isEmpty());
    }

    @Test void thePageLoadsNothingAndRunsOnlyItsOwnScript() throws Exception {
        Document page = parsed(everythingSaying("text"));
        assertTrue(attributes(page, "src").isEmpty());
        assertTrue(attributes(page, "style").isEmpty());
        assertTrue(attributes(page, "href").stream().allMatch(link -> link.startsWith("#")));
        String policy = ((Element) page.getElementsByTagName("meta").item(1)).getAttribute("content");
        assertEquals("default-src 'none'; base-uri 'none'; form-action 'none'; style-src " + hash(texts(page, "style").getFirst())
                + "; script-src " + hash(texts(page, "script").getFirst()), policy);
    }

    @Test void theStyleSpellsOutNoAddress() throws Exception {
        String style = texts(parsed(everythingSaying("text")), "style").getFirst();
        assertFalse(style.contains("url(") || style.contains("@import"));
    }

    @Test void aLongRunStaysSmall() throws Exception {
        Random random = new Random(1);
        List<Map<String, Double>> rows = new ArrayList<>();
        for (int step = 1; step <= 5000; step++) {
            rows.add(row(step, "loss", random.nextGaussian(), "grad_norm", random.nextGaussian(), "learning_rate", 1e-5 * step,
                    "entropy", random.nextGaussian(), "mean_token_accuracy", random.nextDouble(), "num_tokens", 1000.0 * step));
        }
        report("long", List.of(new Curves(rows))).write(folder.resolve("report.html"));
        long size = Files.size(folder.resolve("report.html"));
        assertTrue(size < 250_000, size + " bytes");
    }

    @Test void longTextsAreCutAndSayHowMuchIsMissing() throws Exception {
        String all = parsed(report("t", List.of(
                new Answers(List.of(new Answers.Answer("p", "😀".repeat(3500), ""))),
                new Samples(List.of(new Samples.Sample("s", IntStream.range(0, 700).mapToObj(_ -> new Samples.Piece("a", true)).toList()))))))
                .getDocumentElement().getTextContent();
        assertTrue(all.contains("😀… (500 more characters)"));
        assertTrue(all.contains("… and 100 tokens more"));
        assertTrue(all.contains("(empty)"));
    }

    @Test void aRunThatDidNothingStillHasAPage() throws Exception {
        String all = parsed(report("nothing", List.of(new Findings("Check before the start", List.of()), new Curves(List.of()),
                new DataAccount(0, 0, List.of(), 0, 0, List.of(Histogram.of("Lengths", new int[0]))), new Samples(List.of()),
                new Answers(List.of()), new ResolvedSettings(List.of())))).getDocumentElement().getTextContent();
        assertTrue(all.contains("No metrics were logged."));
        assertTrue(all.contains("Every setting has its default."));
    }

    @Test void chineseAndRightToLeftTextsComeThrough() throws Exception {
        Document page = parsed(everythingSaying("强化学习 مرحبا"));
        assertEquals(List.of("强化学习 مرحبا"), texts(page, "h1"));
    }

    private static RunReport report(String title, List<Section> sections) {
        return new RunReport(title, "about", new Ending(Ending.Kind.FINISHED, "after 2 steps"), List.of(new Fact("Loss", "1.5", "from 2.5")), sections);
    }

    /// A page with every kind of section, whose every text is this one.
    private static RunReport everythingSaying(String text) {
        return new RunReport(text, text, new Ending(Ending.Kind.FAILED, text), List.of(new Fact(text, text, text)), List.of(
                new Findings("Check before the start", List.of(new Findings.Finding(Findings.Level.REFUSAL, text, text))),
                new Histograms("Margins", text, List.of(Histogram.ofNumbers(text, new double[] {-1, 2}), Histogram.ofLengths(text, text, new int[] {1}, text, new int[] {2}))),
                new Curves(List.of(row(1, text, 1.0, "loss", 1.0), row(2, text, 2.0, "eval_loss", 2.0))),
                new DataAccount(1, 1, List.of(new DataAccount.Dropped(text, 1)), 2, 1, List.of(Histogram.of(text, new int[] {1}), Histogram.of(text, new int[] {2}))),
                new Samples(List.of(new Samples.Sample(text, List.of(new Samples.Piece(text, true), new Samples.Piece(text, false))))),
                new Answers(List.of(new Answers.Answer(text, text, text))),
                new ResolvedSettings(List.of(new Setting(text, text, ""), new Setting(text, text, text))),
                new Rerun(text),
                new Scores("Scores", text, List.of(text, text), List.of(new Scores.Line(text, List.of(new Scores.Cell(0, 0, 0.1, Scores.Change.NONE),
                        new Scores.Cell(1, 0.9, 1, Scores.Change.BETTER))))),
                new Chapter("Chapter", text, List.of(new Fact(text, text, text)), List.of(row(1, text, 1.0), row(2, text, 2.0)),
                        List.of(new Chapter.Curve(text, text), new Chapter.Curve("not measured", text)),
                        List.of(new Growth.Prompt(text, List.of(new Growth.Said(text, text, true))))),
                new Growth("Growth", List.of(new Growth.Prompt(text, List.of(new Growth.Said(text, text, true), new Growth.Said(text, text, false))))),
                new Facts(text, List.of(new Fact(text, text, text)))));
    }

    private static Map<String, Double> row(double step, Object... namesAndNumbers) {
        return TensorBoardEventsTest.row(step, namesAndNumbers);
    }

    private static Document parsed(RunReport report) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(report.page())));
    }

    private static List<Element> all(Document page, String tag) {
        NodeList found = page.getElementsByTagName(tag);
        return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
    }

    private static List<String> texts(Document page, String tag) {
        return all(page, tag).stream().map(Element::getTextContent).toList();
    }

    private static List<String> elements(Document page) {
        return all(page, "*").stream().map(Element::getTagName).toList();
    }

    private static List<String> attributes(Document page, String name) {
        return all(page, "*").stream().filter(element -> element.hasAttribute(name)).map(element -> element.getAttribute(name)).toList();
    }

    private static String hash(String content) throws Exception {
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(sha256) + "'";
    }
}
