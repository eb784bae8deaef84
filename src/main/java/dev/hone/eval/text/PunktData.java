package dev.hone.eval.text;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What Punkt knows of a language.
/// @param abbreviations words, without their final period, that a period does not end a sentence behind
/// @param collocations  pairs `first TAB second` whose first word's period does not end a sentence
/// @param starters      words that often begin sentences
/// @param contexts      where words were seen, as the sum of the flags below
/// @param official      whether these are the parameters that NLTK distributes
public record PunktData(Set<String> abbreviations, Set<String> collocations, Set<String> starters, Map<String, Integer> contexts, boolean official) {
    static final int MIDDLE_BIG = 1 << 2;
    static final int BEGINNING_SMALL = 1 << 4;
    static final int MIDDLE_SMALL = 1 << 5;
    static final int BIG = 1 << 1 | MIDDLE_BIG | 1 << 3;
    static final int SMALL = BEGINNING_SMALL | MIDDLE_SMALL | 1 << 6;

    /// English as far as one knows it without a corpus: common abbreviations, and words that a text hardly ever writes with a
    /// big letter unless they begin a sentence. It stands in for NLTK's, which learned from newspapers: `e.g.`, `i.e.`
    /// and `etc.`, which the official verdicts take for ends of sentences, are missing here too.
    public static final PunktData BUILT_IN = builtIn();

    /// NLTK's English parameters where NLTK keeps them: `tokenizers/punkt_tab/english` below a folder of `NLTK_DATA`, below
    /// `nltk_data` in the home folder, or below one of the system's.
    public static Optional<PunktData> installed() {
        String variable = System.getenv("NLTK_DATA");
        Stream<Path> named = variable == null ? Stream.empty() : Stream.of(variable.split(java.io.File.pathSeparator)).map(Path::of);
        Stream<Path> usual = Stream.of(Path.of(System.getProperty("user.home"), "nltk_data"), Path.of("/usr/share/nltk_data"), Path.of("/usr/local/share/nltk_data"));
        return Stream.concat(named, usual).map(folder -> folder.resolve("tokenizers/punkt_tab/english")).filter(Files::isDirectory).findFirst().map(PunktData::read);
    }

    /// Reads a folder of NLTK's `punkt_tab`.
    public static PunktData read(Path folder) {
        Map<String, Integer> contexts = new HashMap<>();
        for (String line : lines(folder.resolve("ortho_context.tab"))) {
            int tab = line.lastIndexOf('\t');
            try {
                contexts.put(line.substring(0, Math.max(0, tab)), Integer.parseInt(line.substring(tab + 1)));
            } catch (NumberFormatException e) {
                throw new UserError(folder.resolve("ortho_context.tab") + ": has the line \"" + line + "\"; expected a word, a tab and a number", e);
            }
        }
        return new PunktData(Set.copyOf(lines(folder.resolve("abbrev_types.txt"))), Set.copyOf(lines(folder.resolve("collocations.tab"))),
                Set.copyOf(lines(folder.resolve("sent_starters.txt"))), Map.copyOf(contexts), true);
    }

    private static List<String> lines(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> !line.isEmpty()).distinct().toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            String reason = e.getCause() instanceof MalformedInputException ? "is not UTF-8" : "cannot be read";
            throw new UserError(file + ": " + reason + "; expected a file of NLTK's punkt_tab for English", e);
        }
    }

    private static PunktData builtIn() {
        Set<String> abbreviations = Set.of(("dr mr mrs ms messrs prof rev hon st jr sr gen col maj capt lt sgt cmdr adm gov sen rep pres inc corp co ltd bros dept univ assn "
                + "vs v nos vol vols pp p ed eds est approx ave blvd rd mt ft jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri "
                + "a.m p.m u.s u.k u.n u.s.a d.c n.y l.a b.c a.d e.u ph.d m.d b.a m.a oz lb lbs calif colo conn fla ill kan mich minn okla ore pa tenn va vt wash wis wyo").split(" "));
        Map<String, Integer> contexts = new HashMap<>();
        for (String word : ("the a an this that these those it its he she they we you his her their our your my who what when where why how which while as if at by for from in into of on "
                + "to with without after before and but or so yet nor not no all each every some any many most much few both either one two there here then now also however "
                + "please call see is are was were be do does did have has had can could will would should must may might let make take go come get").split(" ")) {
            contexts.put(word, MIDDLE_SMALL | 1 << 1);
        }
        return new PunktData(abbreviations, Set.of(), Set.of("the", "this", "these", "it", "he", "she", "they", "we", "but", "however", "although"), Map.copyOf(contexts), false);
    }
}
