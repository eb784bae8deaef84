package dev.hone.token;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The tokens of a tokenizer.json with their ids, read without building a tree of its many merges.
/// @param ids       id of each token
/// @param tokens    token of each id; null where an id is unused
/// @param special   ids of added tokens that are marked special
/// @param modelType BPE, Unigram, WordPiece or WordLevel; empty when the file does not say
record Vocabulary(Map<String, Integer> ids, String[] tokens, Set<Integer> special, String modelType) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST_IDS = 1 << 26;

    static Vocabulary read(String tokenizerJson) {
        var reader = new Reader();
        try (JsonParser parser = JSON.createParser(tokenizerJson)) {
            reader.read(parser);
        }
        return reader.vocabulary();
    }

    private static final class Reader {
        private final Map<String, Integer> ids = new HashMap<>();
        private final Set<Integer> special = new HashSet<>();
        private String[] tokens = new String[0];
        private String modelType = "";
        private boolean hasModel;

        void read(JsonParser parser) {
            if (parser.nextToken() != JsonToken.START_OBJECT) throw new IllegalArgumentException("it is not a JSON object");
            eachProperty(parser, name -> {
                switch (name) {
                    case "model" -> readModel(parser);
                    case "added_tokens" -> readAdded(parser);
                    default -> parser.skipChildren();
                }
            });
            if (!hasModel) throw new IllegalArgumentException("it has no \"model\" with a vocabulary");
        }

        private static void eachProperty(JsonParser parser, java.util.function.Consumer<String> take) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                take.accept(name);
            }
        }

        private void readModel(JsonParser parser) {
            if (parser.currentToken() != JsonToken.START_OBJECT) throw new IllegalArgumentException("its \"model\" is not an object");
            eachProperty(parser, name -> {
                switch (name) {
                    case "type" -> modelType = parser.getString();
                    case "vocab" -> readVocabulary(parser);
                    default -> parser.skipChildren();
                }
            });
        }

        /// An object of ids, or for Unigram an array of pairs [token, score].
        private void readVocabulary(JsonParser parser) {
            hasModel = true;
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                eachProperty(parser, token -> put(token, parser.getIntValue()));
                return;
            }
            for (int id = 0; parser.nextToken() == JsonToken.START_ARRAY; id++) {
                parser.nextToken();
                put(parser.getString(), id);
                while (parser.currentToken() != JsonToken.END_ARRAY) parser.nextToken();
            }
        }

        private void readAdded(JsonParser parser) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                String[] content = new String[1];
                int[] id = {-1};
                boolean[] isSpecial = new boolean[1];
                eachProperty(parser, name -> {
                    switch (name) {
                        case "id" -> id[0] = parser.getIntValue();
                        case "content" -> content[0] = parser.getString();
                        case "special" -> isSpecial[0] = parser.getBooleanValue();
                        default -> parser.skipChildren();
                    }
                });
                put(content[0], id[0]);
                if (isSpecial[0]) special.add(id[0]);
            }
        }

        private void put(String token, int id) {
            if (token == null || id < 0 || id > MOST_IDS) throw new IllegalArgumentException("token " + token + " has the id " + id);
            ids.put(token, id);
            if (id >= tokens.length) tokens = Arrays.copyOf(tokens, Math.max(id + 1, tokens.length * 2));
            tokens[id] = token;
        }

        Vocabulary vocabulary() {
            int size = tokens.length;
            while (size > 0 && tokens[size - 1] == null) size--;
            return new Vocabulary(ids, Arrays.copyOf(tokens, size), Set.copyOf(special), modelType);
        }
    }
}
