/** Who is shut out until a time. */
package io.callgate.core.ban;
