package dev.hone.curate.code;

/// Languages for which there is a parser.
public enum SourceLanguage { JAVA, JSON, PYTHON }
