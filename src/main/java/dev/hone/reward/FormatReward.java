package dev.hone.reward;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.hone.data.Json;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// 1 for an answer that has the form asked for, else 0.
final class FormatReward {
    private static final String THINK = "<think>";
    private static final String THOUGHT = "</think>";
    private static final Pattern FENCE = Pattern.compile("(?s)```(?:json|JSON)?\\s*\\n(.*)\\n\\s*```");

    record Arguments(
            @Help("a regular expression of Java that the whole answer must match; (?s) lets . match line ends") String regex,
            @Help("whether the answer must begin with one block of <think>...</think>") boolean thinkTags,
            @Help("a JSON schema, draft 2020-12, that what follows the thinking must fit") JsonNode jsonSchema) {
        static final Arguments DEFAULTS = new Arguments(null, false, null);
    }

    private FormatReward() {}

    /// All forms that are asked for must hold.
    static Reward of(Arguments arguments) {
        List<Predicate<String>> forms = new ArrayList<>();
        if (arguments.regex != null) forms.add(matching(arguments.regex));
        if (arguments.thinkTags) forms.add(FormatReward::thinksOnce);
        if (arguments.jsonSchema != null) forms.add(fitting(arguments.jsonSchema));
        if (forms.isEmpty()) throw new UserError("reward format: none of regex, think_tags, json_schema is given; expected at least one");
        return Reward.each(request -> forms.stream().allMatch(form -> form.test(request.answer())) ? 1 : 0);
    }

    private static Predicate<String> matching(String regex) {
        try {
            Pattern pattern = Pattern.compile(regex);
            return answer -> pattern.matcher(new InterruptibleText(answer)).matches();
        } catch (PatternSyntaxException e) {
            throw new UserError("regex is " + regex + ", which is no regular expression: " + e.getDescription() + " at place " + e.getIndex(), e);
        }
    }

    private static boolean thinksOnce(String answer) {
        return answer.startsWith(THINK) && answer.lastIndexOf(THINK) == 0 && answer.contains(THOUGHT);
    }

    private static Predicate<String> fitting(JsonNode jsonSchema) {
        Schema schema;
        try {
            schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(jsonSchema);
        } catch (SchemaException e) {
            throw new UserError("json_schema is no JSON schema: " + e.getMessage(), e);
        }
        return answer -> {
            try {
                return schema.validate(Json.MAPPER.readTree(withoutFence(answer.substring(thoughtEnd(answer)).strip()))).isEmpty();
            } catch (JacksonException _) {
                return false;
            }
        };
    }

    private static int thoughtEnd(String answer) {
        int end = answer.lastIndexOf(THOUGHT);
        return end < 0 ? 0 : end + THOUGHT.length();
    }

    private static String withoutFence(String text) {
        var fence = FENCE.matcher(text);
        return fence.matches() ? fence.group(1) : text;
    }
}
