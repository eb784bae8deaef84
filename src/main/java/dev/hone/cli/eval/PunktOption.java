package dev.hone.cli.eval;

import dev.hone.eval.text.PunktData;
import dev.hone.settings.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Where the parameters are by which IFEval counts sentences.
final class PunktOption {
    @Option(names = "--punkt", paramLabel = "DIR", description = "NLTK's tokenizers/punkt_tab/english, by which IFEval counts sentences (default: "
            + "where NLTK keeps it, else our own list of abbreviations).")
    Path punkt;

    PunktData data() {
        if (punkt == null) return PunktData.installed().orElse(PunktData.BUILT_IN);
        if (!Files.isDirectory(punkt)) throw new UserError("--punkt is " + punkt + ", which is no folder; expected NLTK's tokenizers/punkt_tab/english");
        return PunktData.read(punkt);
    }
}
