package dev.hone.token.template;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Small templates whose results Jinja itself gave: filters, tests, operators, text methods, formats, blocks, whitespace.
class JinjaTest {
    private static final LocalDateTime NOW = LocalDateTime.parse("2026-01-15T09:05:03");

    @Test void everySmallTemplateGivesWhatJinjaGives() throws IOException {
        JsonNode expected = read("jinja-expected.json");
        Map<String, JsonNode> variables = new LinkedHashMap<>();
        expected.get("variables").properties().forEach(p -> variables.put(p.getKey(), p.getValue()));
        List<String> wrong = new ArrayList<>();
        for (JsonNode wanted : expected.get("cases")) {
            String source = wanted.get("template").stringValue();
            String got = result(source, variables);
            String right = wanted.has("error") ? "fails" : wanted.get("output").stringValue() + spans(wanted);
            if (!right.equals(got)) wrong.add(source + "\n  expected: " + right + "\n  got:      " + got);
        }
        assertTrue(expected.get("cases").size() > 2000);
        assertTrue(wrong.isEmpty(), () -> wrong.size() + " differ:\n" + String.join("\n", wrong));
    }

    private static String result(String source, Map<String, JsonNode> variables) {
        try {
            Rendered rendered = Template.parse(source).render(variables, () -> NOW, Limits.DEFAULTS);
            StringBuilder text = new StringBuilder(rendered.text());
            for (Span span : rendered.assistantSpans()) text.append(" <").append(span.start()).append(',').append(span.end()).append('>');
            return text.toString();
        } catch (TemplateError e) {
            return "fails";
        }
    }

    private static String spans(JsonNode wanted) {
        var text = new StringBuilder();
        for (JsonNode span : wanted.path("spans")) text.append(" <").append(span.get(0).intValue()).append(',').append(span.get(1).intValue()).append('>');
        return text.toString();
    }

    private static JsonNode read(String resource) throws IOException {
        try (InputStream in = JinjaTest.class.getResourceAsStream(resource)) {
            return JsonMapper.builder().build().readTree(in);
        }
    }
}
