package dev.hone.eval;

import java.util.List;

/// One item of a benchmark, ready to be asked.
/// @param id       tells it from the benchmark's others, whichever of them are asked
/// @param row      of the benchmark's data
/// @param examples rows that show how questions are answered
public record Question(String id, Item row, List<Item> examples) {}
