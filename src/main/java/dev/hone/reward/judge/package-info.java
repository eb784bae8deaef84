/// Questions come in, what another model replies goes out: asked of a server, once for each question.
/// Open first: [dev.hone.reward.judge.Judge]; then [dev.hone.reward.judge.ChatEndpoint] for the calls,
/// which are made as [dev.hone.reward.judge.PatientPost] says and kept by [dev.hone.reward.judge.KeptEndpoint].
package dev.hone.reward.judge;
