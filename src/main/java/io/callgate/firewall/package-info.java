/** The table {@code inet callgate} of nftables: read by netlink, changed through libnftables. */
package io.callgate.firewall;
