/** Secret sequences of packets that let in whoever sends them. */
package io.callgate.core.knock;
