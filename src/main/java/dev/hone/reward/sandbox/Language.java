package dev.hone.reward.sandbox;

/// What a program is written in.
public enum Language { PYTHON, JAVA }
