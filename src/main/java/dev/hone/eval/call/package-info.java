/// A model's text comes in, the functions that it calls and whether they are the right ones go out. Open first:
/// [dev.hone.eval.call.CallChecker].
package dev.hone.eval.call;
