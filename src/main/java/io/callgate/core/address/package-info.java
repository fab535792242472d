/** IPv4 and IPv6 addresses and ranges, as text, as numbers, and as keyed by telephone. Nothing here asks DNS. */
package io.callgate.core.address;
