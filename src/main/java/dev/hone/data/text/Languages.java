package dev.hone.data.text;

import com.cybozu.labs.langdetect.Detector;
import com.cybozu.labs.langdetect.DetectorFactory;
import com.cybozu.labs.langdetect.LangDetectException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Says in which language a text is written, by its n-grams. The library behind it is the one that Python's `langdetect` was
/// made from. It samples n-grams, here with a fixed seed. The profiles of Catalan and Welsh, which it lacks, are another library's.
public final class Languages {
    private static final List<String> OTHERS_PROFILES = List.of("ca", "cy");
    private static final List<String> PROFILES = List.of(("af ar bg bn cs da de el en es et fa fi fr gu he hi hr hu id it ja kn ko lt lv mk ml mr ne nl no pa pl pt ro "
            + "ru sk sl so sq sv sw ta te th tl tr uk ur vi zh-cn zh-tw").split(" "));

    /// The codes of all languages that are told apart.
    public static final List<String> CODES = Stream.concat(PROFILES.stream(), OTHERS_PROFILES.stream()).sorted().toList();

    private Languages() {}

    /// The library keeps its profiles in one static place.
    private static final class Profiles {
        static {
            List<String> profiles = new ArrayList<>();
            for (String name : PROFILES) profiles.add(profile("/profiles/" + name));
            for (String name : OTHERS_PROFILES) profiles.add(profile("/languages/" + name));
            try {
                DetectorFactory.setSeed(0);
                DetectorFactory.loadProfile(profiles);
            } catch (LangDetectException e) {
                throw new IllegalStateException("the language profiles of the library cannot be read", e);
            }
        }

        static synchronized Detector detector() throws LangDetectException {
            return DetectorFactory.create();
        }

        private static String profile(String resource) {
            try (InputStream in = DetectorFactory.class.getResourceAsStream(resource)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// The code of the most likely language, such as `en` or `zh-cn`; empty where the text has no letters to go by.
    public static Optional<String> of(String text) {
        try {
            Detector detector = Profiles.detector();
            detector.append(text);
            return Optional.of(detector.detect());
        } catch (LangDetectException _) {
            return Optional.empty();
        }
    }
}
