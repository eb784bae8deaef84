/// A text comes in, its language goes out. Open first: [dev.hone.data.text.Languages].
package dev.hone.data.text;
