/** Who is let in: grants, what may be granted at all, and what follows for the firewall. */
package io.callgate.core.grant;
