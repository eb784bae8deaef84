/// A text comes in, what can be counted of it goes out: words, n-grams, how like it is to another.
/// Open first: [dev.hone.curate.text.WordHashes], then [dev.hone.curate.text.MinHash].
package dev.hone.curate.text;
