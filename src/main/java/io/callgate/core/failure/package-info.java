/** What a failed attempt to get in is, whoever tells of it. */
package io.callgate.core.failure;
