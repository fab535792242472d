/**
 * Reads what Travelin' Man 3 left on a box: the rules of iptables with its marker blocks, and its files in /root. Pure: text in,
 * values out.
 */
package io.callgate.app.tm3;
