/// Tables as they were after each message of a conversation come in, how well they meet a scenario's milestones goes out.
/// Open first: [dev.hone.eval.milestone.Milestones].
package dev.hone.eval.milestone;
