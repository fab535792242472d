/** Arming: how the firewall stands, and what keeps whoever arms it from being locked out. */
package io.callgate.core.arm;
