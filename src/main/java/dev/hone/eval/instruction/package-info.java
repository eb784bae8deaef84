/// The arguments of one of IFEval's instructions come in, a check of responses goes out. Open first:
/// [dev.hone.eval.instruction.Instructions].
package dev.hone.eval.instruction;
