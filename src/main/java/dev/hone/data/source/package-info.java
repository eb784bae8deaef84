/// A file comes in, its rows go out one by one, whatever kind of file it is.
/// Open first: [dev.hone.data.source.Sources].
package dev.hone.data.source;
