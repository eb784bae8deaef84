/// Commands that use a model as it is: they chat with it, let it answer or score rows, show how it reads a conversation, fetch or convert it.
/// In: a model's name and rows; out: answers, scores, a folder. Open first: [dev.hone.cli.model.OpenModel].
package dev.hone.cli.model;
