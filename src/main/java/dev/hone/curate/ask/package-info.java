/// Questions come in, what a model says to them goes out, and is kept so that nothing is asked twice.
/// Open first: [dev.hone.curate.ask.Teacher].
package dev.hone.curate.ask;
