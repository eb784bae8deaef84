/// Text and conversations come in, token ids go out, and back: a model's tokenizer and its chat template.
/// Open first: [dev.hone.token.Tokenizer], then [dev.hone.token.ChatTemplate].
package dev.hone.token;
