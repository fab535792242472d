/** What the gate needs from outside, as it wants it: the book, the kernel, names, and who is registered. */
package io.callgate.gate.port;
