package io.callgate.app.control;

/** What became of a command: its exit code, and what it printed. */
public record Reply(int exit, String out, String err) {}
