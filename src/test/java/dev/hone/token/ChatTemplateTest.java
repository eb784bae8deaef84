package dev.hone.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.settings.UserError;
import dev.hone.token.template.Limits;
import dev.hone.token.template.Span;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class ChatTemplateTest {
    private static ChatTemplate template(String source) {
        return ChatTemplate.of(source, "t.jinja", Map.of("eos_token", "</s>"));
    }

    private static String rendered(String source) {
        return template(source).render(Map.of()).text();
    }

    private static String refused(String source) {
        return refused(template(source).withLimits(new Limits(500_000, 1 << 20, 100)));
    }

    private static String refused(ChatTemplate template) {
        return assertThrows(UserError.class, () -> template.render(Map.of())).getMessage();
    }

    @Test void toolsAndDocumentsAreDefinedEvenWhenAbsent() {
        assertEquals("None None False </s>", rendered("{{ tools }} {{ documents }} {{ add_generation_prompt }} {{ eos_token }}"));
    }

    @Test void reasoningIsFoundUnderAnyOfItsNames() {
        var variables = Fixtures.parse("{'messages': [{'role': 'assistant', 'reasoning': 'why', 'content': 'x'}, {'role': 'user', 'thinking': null}]}");
        assertEquals("{'thinking': 'why', 'role': 'assistant', 'reasoning': 'why', 'content': 'x', 'reasoning_content': 'why'}{'role': 'user', 'thinking': None}",
                template("{% for m in messages %}{{ m }}{% endfor %}").render(variables).text());
    }

    @Test void jsonKeepsOrderAndTheKindOfNumbers() {
        var variables = Fixtures.parse("{'x': {'b': 2, 'a': 2.0, 'c': 12345678901234567890, 'd': 1e-7, 'e': [null, true]}}");
        assertEquals("{\"b\": 2, \"a\": 2.0, \"c\": 12345678901234567890, \"d\": 1e-07, \"e\": [null, true]}",
                template("{{ x|tojson }}").render(variables).text());
    }

    @Test void spansCountCodePoints() {
        // two emoji are two code points but four Java chars
        var rendered = template("😀😀{% generation %}é😀{% endgeneration %}.").render(Map.of());
        assertEquals(List.of(new Span(2, 4)), rendered.assistantSpans());
    }

    @Test void theTemplatesOwnWordsReachTheUser() {
        String message = refused("\n{{ raise_exception('roles must alternate') }}");
        assertTrue(message.contains("roles must alternate") && message.contains("t.jinja:2"), message);
    }

    @Test void failuresNameTheLine() {
        assertTrue(refused("\n\n{{ missing.name }}").contains("t.jinja:3: the chat template fails on this conversation: 'missing' is undefined"));
        assertTrue(assertThrows(UserError.class, () -> template("a\n{% for x in %}")).getMessage().startsWith("t.jinja:2"));
        assertTrue(assertThrows(UserError.class, () -> template("{% if x %}")).getMessage().contains("endif"));
        assertTrue(assertThrows(UserError.class, () -> template("{{ x|nosuch }}")).getMessage().contains("nosuch"));
    }

    @Test void aTemplateThatDoesNotEndIsStopped() {
        assertTrue(refused("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}").contains("did not end within"));
    }

    @Test void aTemplateThatGrowsWithoutEndIsStopped() {
        for (String source : List.of("{{ 'a' * 10**12 }}", "{{ ['a'] * 10**10 }}", "{{ '%100000000d' % 1 }}", "{{ '{:>999999999}'.format(1) }}",
                "{{ 'x'.center(10**9) }}", "{{ 'x'|indent(10**9, true) }}", "{{ 10 ** 1000000 }}", "{{ 'ab'.replace('', 'x' * 900000) }}",
                "{% set n = namespace(s='x') %}{% for i in range(60) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
                "{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l }}",
                "{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l|tojson }}",
                "{% for i in range(99999) %}{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }}{% endfor %}")) {
            String message = refused(source);
            assertTrue(message.contains("was stopped"), source + " -> " + message);
        }
    }

    @Test void aTemplateThatNestsWithoutEndIsStopped() {
        assertTrue(refused("{% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(1) }}").contains("levels deep"));
        assertTrue(refused("{% set n = namespace() %}{% set n.n = n %}{{ n }}").contains("was stopped"));
        assertThrows(UserError.class, () -> template("{{ " + "(".repeat(20_000) + " }}"));
        assertThrows(UserError.class, () -> template("{{ " + "not ".repeat(20_000) + "x }}"));
        assertThrows(UserError.class, () -> template("{% if x %}".repeat(20_000)));
    }

    @Test void aTemplateReachesNothingOutsideItself() {
        assertTrue(refused("{{ ''.__class__.__mro__ }}").contains("unsafe"));
        assertTrue(refused("{{ [].append(1) }}").contains("unsafe"));
        assertTrue(refused("{{ {}.update(a=1) }}").contains("unsafe"));
        assertTrue(refused("{% include '/etc/hostname' %}").contains("second template"));
        assertEquals("", rendered("{{ ''.getClass }}{{ messages.class }}".replace("messages", "tools")));
    }
}
