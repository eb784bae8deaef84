/// A chat template's source and a conversation come in, the text that the model reads goes out: Hugging Face's subset
/// of Jinja, with Python's ideas of values and printing, and with limits, since templates come with untrusted models.
/// Open first: [dev.hone.token.template.Template], then Parser (source to statements), Interpreter and Evaluator (running
/// them), Types (what the values are).
package dev.hone.token.template;
