package dev.hone.train;

import dev.hone.model.Learner;

/// Changes a learner's weights by the gradients that it has gathered, if these are numbers.
public final class GradientStep {
    private final Learner learner;
    private final AdamW optimizer;
    private final double maxGradNorm;

    /// @param maxGradNorm gradients longer than this are shortened to it; 0 for no limit
    public GradientStep(Learner learner, AdamW optimizer, double maxGradNorm) {
        this.learner = learner;
        this.optimizer = optimizer;
        this.maxGradNorm = maxGradNorm;
    }

    /// @param rate learning rate
    /// @param loss what the gradients are of
    /// @return how long the gradient was before it was shortened
    /// @throws NotFinite before anything is changed
    public double apply(double rate, double loss) {
        double norm = check(loss);
        take(rate, norm);
        return norm;
    }

    /// Looks, and changes nothing yet: for several models that learn together, all or none.
    /// @return how long the gradient is
    /// @throws NotFinite when it, or the loss, is no number
    public double check(double loss) {
        if (!Double.isFinite(loss)) throw new NotFinite("the loss is " + loss);
        double norm = GradientNorm.of(learner.weights());
        if (!Double.isFinite(norm)) throw new NotFinite("the gradient's norm is " + norm);
        return norm;
    }

    /// @param norm what [#check] said
    public void take(double rate, double norm) {
        optimizer.step(rate, GradientNorm.clip(norm, maxGradNorm));
        learner.weightsChanged();
    }
}
