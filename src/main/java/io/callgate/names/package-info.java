/** Asks DNS for the host names of the book, all day. */
package io.callgate.names;
