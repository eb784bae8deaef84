/// Questions come in, what another model replies goes out: asked of a server, once for each question.
/// Open first: [dev.hone.reward.judge.ChatEndpoint]; [dev.hone.reward.judge.PatientPost] is how a server is asked.
package dev.hone.reward.judge;
