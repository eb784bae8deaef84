/// A seed comes in, small texts and tasks go out: what the own base model learns English and sums from, and what shows whether it did.
/// Open first: [dev.hone.data.corpus.Corpus], the texts, then [dev.hone.data.corpus.Skill], the tasks.
package dev.hone.data.corpus;
