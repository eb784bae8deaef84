/// Questions come in, what another model replies goes out: asked of a server, once for each question.
/// Open first: [dev.hone.reward.judge.ChatEndpoint].
package dev.hone.reward.judge;
