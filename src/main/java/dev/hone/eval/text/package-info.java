/// Text comes in, sentences, words or its likeness to another text go out, as the libraries count that official
/// scorers use. Open first: [dev.hone.eval.text.Sentences].
package dev.hone.eval.text;
