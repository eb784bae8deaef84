/// Where files come from and how they are put down: a hub id or a local path comes in, a local folder with the needed,
/// verified files goes out. Open first: [dev.hone.hub.Hub]; every other package writes its outputs with [dev.hone.hub.AtomicFile].
package dev.hone.hub;
