/// What official scorers take for granted because they are Python programs: its regular expressions, its random numbers, its
/// idea of a letter and of white space. Open first: [dev.hone.eval.python.PythonPattern].
package dev.hone.eval.python;
