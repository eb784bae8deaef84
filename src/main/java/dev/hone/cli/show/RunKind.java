package dev.hone.cli.show;

import dev.hone.cli.train.DpoCommand;
import dev.hone.cli.train.RewardCommand;
import dev.hone.cli.train.SftCommand;
import dev.hone.settings.GivenSetting;
import dev.hone.settings.RunFile;
import dev.hone.settings.SettingSpec;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which command a run file is for, which it does not say itself.
enum RunKind {
    SFT(SftCommand.RECORDS), DPO(DpoCommand.RECORDS), REWARD(RewardCommand.RECORDS);

    private final List<Class<? extends Record>> records;

    RunKind(List<Class<? extends Record>> records) {
        this.records = records;
    }

    /// All settings of the command.
    List<Class<? extends Record>> records() {
        return records;
    }

    /// The first that knows all the settings that are given; `hone sft` where none does.
    static RunKind of(RunFile file, List<GivenSetting> flags) {
        List<String> given = Stream.concat(file.given().stream(), flags.stream()).map(GivenSetting::name).toList();
        return Stream.of(values()).filter(kind -> kind.names().containsAll(given)).findFirst().orElse(SFT);
    }

    private Set<String> names() {
        return records.stream().flatMap(record -> SettingSpec.of(record).stream()).map(SettingSpec::name).collect(Collectors.toSet());
    }
}
