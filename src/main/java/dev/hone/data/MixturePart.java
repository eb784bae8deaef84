package dev.hone.data;

import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.Map;

/// One data set of several.
public record MixturePart(
        @Help("a file, a folder or a hub id") String path,
        @Help("which configuration of it") String name,
        @Help("the split, also a slice") String split,
        @Help("how many times each row is taken, on average: 2 takes it twice, 0.5 a seeded half of the rows") double weight,
        @Help("the columns to keep; none keeps all") List<String> columns,
        @Help("renames columns, after those of the whole mixture") Map<String, String> columnMapping,
        @Help("the format of the rows; none tells it by the columns of the first row") String format) {

    public static final MixturePart DEFAULTS = new MixturePart(null, null, "train", 1, List.of(), Map.of(), null);

    public MixturePart {
        columns = List.copyOf(columns);
        columnMapping = Map.copyOf(columnMapping);
        DataSettings.requireNewNames("column_mapping of " + path, columnMapping);
        if (!(weight > 0) || Double.isInfinite(weight)) throw new UserError("the weight of " + path + " is " + weight + "; expected a number above 0");
    }
}
