package io.callgate.store.dialect;

import io.callgate.gate.port.BookFault;

/** What is wrong with the book, before anybody knows since when. */
public record Trouble(BookFault.Kind kind, String what) {}
