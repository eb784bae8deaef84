/// Token sequences come in; out goes, step by step, one row of ids with a description of what belongs together: no padding, and a
/// beginning that several sequences share is there once.
/// Open first: [dev.hone.batch.Segments]; then [dev.hone.batch.DataOrder], which says what each step takes.
package dev.hone.batch;
