/** When failures become a ban. */
package io.callgate.core.jail;
