/**
 * Regular expressions over the bytes of a line that attackers help to write: matching takes bounded work and no recursion
 * into the line, and can be asked whether another match is possible. See docs/decisions/patterns.md.
 */
package io.callgate.scan.regex;
