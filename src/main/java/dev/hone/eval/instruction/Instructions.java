package dev.hone.eval.instruction;

import dev.hone.eval.Item;
import dev.hone.eval.text.Sentences;
import dev.hone.eval.text.Words;
import dev.hone.settings.Nearest;
import dev.hone.settings.UserError;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// IFEval's 25 kinds of instructions by their official names.
/// Source: Zhou et al. 2023, arXiv:2311.07911; google-research `instruction_following_eval`.
public final class Instructions {
    private final Map<String, Function<Item, Check>> byId = new TreeMap<>();

    public Instructions(Sentences sentences) {
        byId.put("change_case:capital_word_frequency", arguments -> Letters.capitalWords(arguments, new Words(sentences)));
        byId.put("change_case:english_capital", _ -> Letters::allCapital);
        byId.put("change_case:english_lowercase", _ -> Letters::allSmall);
        byId.put("combination:repeat_prompt", Wholes::repeatsPrompt);
        byId.put("combination:two_responses", _ -> Wholes::twoResponses);
        byId.put("detectable_content:number_placeholders", Formats::placeholders);
        byId.put("detectable_content:postscript", Formats::postscript);
        byId.put("detectable_format:constrained_response", _ -> Formats::oneOfThreeAnswers);
        byId.put("detectable_format:json_format", _ -> Formats::json);
        byId.put("detectable_format:multiple_sections", Formats::sections);
        byId.put("detectable_format:number_bullet_lists", Formats::bullets);
        byId.put("detectable_format:number_highlighted_sections", Formats::highlights);
        byId.put("detectable_format:title", _ -> Formats::title);
        byId.put("keywords:existence", Keywords::existence);
        byId.put("keywords:forbidden_words", Keywords::forbidden);
        byId.put("keywords:frequency", Keywords::frequency);
        byId.put("keywords:letter_frequency", Letters::frequency);
        byId.put("language:response_language", Letters::language);
        byId.put("length_constraints:nth_paragraph_first_word", Lengths::firstWordOfParagraph);
        byId.put("length_constraints:number_paragraphs", Lengths::paragraphs);
        byId.put("length_constraints:number_sentences", arguments -> Lengths.sentences(arguments, sentences));
        byId.put("length_constraints:number_words", Lengths::words);
        byId.put("punctuation:no_comma", _ -> response -> !response.contains(","));
        byId.put("startend:end_checker", Wholes::endsWith);
        byId.put("startend:quotation", _ -> Wholes::quoted);
    }

    /// @param id        the official name
    /// @param arguments what the instruction fixes: the words, the number, ...
    public Check of(String id, Item arguments) {
        Function<Item, Check> kind = byId.get(id);
        if (kind == null) throw new UserError(arguments.where() + ": there is no instruction \"" + id + "\"" + Nearest.hint(id, byId.keySet()));
        return kind.apply(arguments);
    }
}
