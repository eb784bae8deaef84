package dev.hone.cli.curate;

import dev.hone.cli.console.JsonLines;
import dev.hone.curate.OwnAnswer;
import java.util.List;

/// Where the answers to a file's rows come from: [AnswerFile] or [AskedModel].
interface AnswerSource extends AutoCloseable {
    /// @param row the first, then the one after it, and so on
    /// @return at least one
    List<OwnAnswer> to(JsonLines.Row row);

    /// To be called after the last row.
    /// @throws dev.hone.settings.UserError when there are answers left
    void end();

    @Override void close();
}
