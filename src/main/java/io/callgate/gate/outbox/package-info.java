/** What waits in the book for a channel is sent from here, by whoever knows how. */
package io.callgate.gate.outbox;
