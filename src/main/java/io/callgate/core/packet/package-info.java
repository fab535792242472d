/** What strangers send, as far as it is looked at. */
package io.callgate.core.packet;
