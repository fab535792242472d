/** The audit: what happened, by whom, to whom. */
package io.callgate.core.event;
