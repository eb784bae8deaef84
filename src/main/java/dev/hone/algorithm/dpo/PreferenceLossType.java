package dev.hone.algorithm.dpo;

import dev.hone.loss.CpoLossType;
import dev.hone.loss.DpoLossType;
import dev.hone.loss.KtoLossType;
import dev.hone.loss.LossForm;
import dev.hone.loss.OrpoLossType;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `loss_type` may be: the losses of four families by TRL's names. CPO's own `sigmoid`, `hinge` and `ipo`, which are DPO's names too,
/// are `cpo`, `cpo_hinge` and `cpo_ipo`.
public enum PreferenceLossType {
    SIGMOID(DpoLossType.SIGMOID),
    HINGE(DpoLossType.HINGE),
    IPO(DpoLossType.IPO),
    EXO_PAIR(DpoLossType.EXO_PAIR),
    NCA_PAIR(DpoLossType.NCA_PAIR),
    ROBUST(DpoLossType.ROBUST),
    BCO_PAIR(DpoLossType.BCO_PAIR),
    SPPO_HARD(DpoLossType.SPPO_HARD),
    AOT(DpoLossType.AOT),
    AOT_UNPAIRED(DpoLossType.AOT_UNPAIRED),
    APO_ZERO(DpoLossType.APO_ZERO),
    APO_DOWN(DpoLossType.APO_DOWN),
    DISCOPOP(DpoLossType.DISCOPOP),
    SFT(DpoLossType.SFT),
    SIGMOID_NORM(DpoLossType.SIGMOID_NORM),
    KTO(KtoLossType.KTO),
    APO_ZERO_UNPAIRED(KtoLossType.APO_ZERO_UNPAIRED),
    CPO(CpoLossType.SIGMOID),
    CPO_HINGE(CpoLossType.HINGE),
    CPO_IPO(CpoLossType.IPO),
    SIMPO(CpoLossType.SIMPO),
    ALPHAPO(CpoLossType.SIMPO),
    ORPO(OrpoLossType.ORPO);

    private final LossForm form;

    PreferenceLossType(LossForm form) {
        this.form = form;
    }

    public LossForm form() {
        return form;
    }

    /// The names of all losses of a family, as in `kto, apo_zero_unpaired`.
    public static String namesOf(Class<? extends LossForm> family) {
        return Stream.of(values()).filter(type -> family.isInstance(type.form)).map(PreferenceLossType::named).collect(Collectors.joining(", "));
    }

    /// As the setting has it.
    public String named() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether answers are held to a reference.
    boolean asksReference() {
        return form instanceof DpoLossType || form instanceof KtoLossType;
    }

    /// Whether the reference is asked about answers to other prompts too.
    boolean measuresDrift() {
        return form instanceof KtoLossType verdicts && verdicts.measuresDrift();
    }

    /// Whether it is defined for scores other than plain log-ratios.
    boolean takesDivergences() {
        return form instanceof DpoLossType pairs && pairs.takesDivergences();
    }
}
