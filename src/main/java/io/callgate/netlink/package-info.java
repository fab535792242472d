/** The wire of netlink (RFC 3549, {@code linux/netlink.h}): sockets, messages and their attributes, for whoever talks to the kernel. */
package io.callgate.netlink;
