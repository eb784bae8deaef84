/// A tool's name and arguments come in, an answer or a refusal goes out. Open first: [dev.hone.eval.tool.Toolbox].
package dev.hone.eval.tool;
