/** Asterisk's security events as it sends them to the manager interface. */
package io.callgate.scan.ami;
