package io.callgate.app.tm3;

/**
 * What is not taken over.
 *
 * @param text the line, as it stands in the file
 * @param why in words, with what to do where something can be done
 */
public record Left(Place place, String text, String why) {}
