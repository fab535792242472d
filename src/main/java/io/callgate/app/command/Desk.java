package io.callgate.app.command;

/**
 * Where a command is carried out.
 *
 * @param actor who gave it, for the audit: {@code cli root}
 */
public record Desk(Engine engine, String actor, Console console) {}
