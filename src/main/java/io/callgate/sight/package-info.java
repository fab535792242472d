/** Sees the packets that nothing allows, and knows knocks and rings among them. */
package io.callgate.sight;
