/// A model's program and tests come in, how it did on each goes out.
/// Open first: [dev.hone.reward.code.Examiner] for any tests, [dev.hone.reward.code.LiveCodeBench] for that benchmark's own rules.
/// Programs run in a [dev.hone.reward.sandbox.Sandbox].
package dev.hone.reward.code;
