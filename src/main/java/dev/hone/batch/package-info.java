/// Token sequences come in, one row of ids with a description of what belongs together goes out: no padding, and a
/// beginning that several sequences share is there once.
/// Open first: [dev.hone.batch.Segments].
package dev.hone.batch;
