/// A run of any command that trains: its settings, the model, the plan, what is told while it learns, and the folder that it leaves. In: a [dev.hone.cli.run.Job],
/// which knows the algorithm; out: a run's folder. Open first: [dev.hone.cli.run.TrainingSession].
package dev.hone.cli.run;
