package dev.hone.eval.instruction;

/// Says whether a response, which is not blank, follows one instruction.
public interface Check {
    boolean follows(String response);
}
