/// A row comes in, an example goes out: what its columns mean. Open first: [dev.hone.data.format.Formats], the catalogue.
package dev.hone.data.format;
