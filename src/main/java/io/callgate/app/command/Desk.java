package io.callgate.app.command;

import io.callgate.core.arm.Sessions;

/**
 * Where a command is carried out.
 *
 * @param actor who gave it, for the audit: {@code cli root}
 * @param sessions who is connected where it was given; for commands that ask for it
 */
public record Desk(Engine engine, String actor, Console console, Sessions sessions) {}
