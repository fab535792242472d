/** The one writer, and the ports it needs: whatever changes is decided, committed, enforced and then told here. */
package io.callgate.gate;
