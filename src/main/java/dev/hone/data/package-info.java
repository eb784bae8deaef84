/// Files of rows come in, examples go out: what to learn from, whatever format and columns it was written in.
/// Open first: [dev.hone.data.Example], then [dev.hone.data.dataset.Dataset], the door.
package dev.hone.data;
