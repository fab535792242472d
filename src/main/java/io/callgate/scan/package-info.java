/**
 * From the bytes of logs to records of failed attempts. Attackers write half of every such line; docs/decisions/log-parsing.md
 * says why none of what they write can move the address that is found.
 */
package io.callgate.scan;
