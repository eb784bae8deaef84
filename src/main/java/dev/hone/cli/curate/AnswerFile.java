package dev.hone.cli.curate;

import dev.hone.cli.console.JsonLines;
import dev.hone.curate.OwnAnswer;
import dev.hone.generate.FinishReason;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Answers that `hone generate` wrote, row by row.
/// @param prompts what the file with the prompts is called
/// @param answers what the file with the answers is called
record AnswerFile(String prompts, String answers, JsonLines lines) implements AnswerSource {
    static AnswerFile open(String prompts, String answers) {
        return new AnswerFile(prompts, answers, JsonLines.open(answers));
    }

    @Override public List<OwnAnswer> to(JsonLines.Row row) {
        JsonLines.Row made = lines.next();
        if (made == null) throw row.wrong("has no answer: " + answers + " ends before it; was it made from another file?");
        JsonNode id = row.json().path("id"), madeId = made.json().path("id");
        if (!id.equals(madeId)) throw made.wrong("its id is " + madeId + ", and that of " + row.where() + " is " + id + "; was it made from another file?");
        JsonNode completions = made.json().path("completions");
        if (completions.isEmpty()) throw made.wrong("has no completions; expected what hone generate --output writes");
        return completions.valueStream().map(AnswerFile::answer).toList();
    }

    /// An answer without a reason for its end is taken to be whole.
    private static OwnAnswer answer(JsonNode completion) {
        return new OwnAnswer(completion.path("text").asString(""), completion.path("token_ids").size(),
                !completion.path("finish_reason").asString("").equals(FinishReason.LENGTH.toString()));
    }

    @Override public void end() {
        JsonLines.Row more = lines.next();
        if (more != null) throw more.wrong("is one answer more than " + prompts + " has rows; were they made from another file?");
    }

    @Override public void close() {
        lines.close();
    }
}
