/// A text comes in, its blocks of code and what is wrong with their form go out. Nothing is run but the parser.
/// Open first: [dev.hone.curate.code.SourceBlock].
package dev.hone.curate.code;
