package dev.hone.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.settings.UserError;
import dev.hone.token.template.Rendered;
import dev.hone.token.template.Span;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Real models' templates, rendered as transformers renders them, byte for byte.
class ChatTemplateGoldenTest {
    private static final String FOLDER = "/golden/chat-templates/";

    @TestFactory Stream<DynamicTest> everyTemplateRendersAsInTransformers() {
        JsonNode given = Fixtures.json(FOLDER + "conversations.json");
        Map<String, ObjectNode> conversations = new TreeMap<>();
        for (JsonNode conversation : given.get("conversations")) {
            ObjectNode variables = ((ObjectNode) conversation).deepCopy();
            conversations.put(variables.remove("id").stringValue(), variables);
        }
        return Fixtures.names(FOLDER + "expected").map(name -> DynamicTest.dynamicTest(name,
                () -> checkTemplate(Fixtures.json(FOLDER + "expected/" + name), given, conversations)));
    }

    private static void checkTemplate(JsonNode expected, JsonNode given, Map<String, ObjectNode> conversations) {
        Map<String, String> special = new TreeMap<>();
        given.get("special_tokens").properties().forEach(token -> special.put(token.getKey(), token.getValue().stringValue()));
        String file = expected.get("template").stringValue();
        LocalDateTime now = LocalDateTime.parse(given.get("now").stringValue());
        ChatTemplate template = ChatTemplate.of(Fixtures.text(FOLDER + "templates/" + file), file, special).withClock(() -> now);
        assertTrue(expected.get("cases").size() > 0);
        for (JsonNode wanted : expected.get("cases")) {
            checkCase(template, wanted, conversations.get(wanted.get("conversation").stringValue()));
        }
    }

    private static void checkCase(ChatTemplate template, JsonNode wanted, ObjectNode variables) {
        String id = wanted.get("conversation").stringValue();
        if (wanted.has("error")) {
            UserError error = assertThrows(UserError.class, () -> template.render(variables), id);
            boolean raisedByTemplate = wanted.get("error").stringValue().equals("TemplateError");
            if (raisedByTemplate) assertTrue(error.getMessage().contains(wanted.get("message").stringValue()), error.getMessage());
            return;
        }
        Rendered rendered = template.render(variables);
        assertEquals(wanted.get("output").stringValue(), rendered.text(), id);
        if (!wanted.has("assistant_spans")) return;
        List<Span> spans = new ArrayList<>();
        for (JsonNode span : wanted.get("assistant_spans")) spans.add(new Span(span.get(0).intValue(), span.get(1).intValue()));
        assertEquals(spans, rendered.assistantSpans(), id);
    }
}
