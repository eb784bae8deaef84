/// What can be done to rows between a source and the output: each step a record with its settings.
/// Open first: [dev.hone.curate.step.Steps], the catalogue.
package dev.hone.curate.step;
