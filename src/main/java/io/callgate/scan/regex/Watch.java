package io.callgate.scan.regex;

/** Says which places of a watched group are of interest; matches with it in another place do not count. */
@FunctionalInterface
public interface Watch {

    boolean admits(int start, int end);
}
