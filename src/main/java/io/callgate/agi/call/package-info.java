/** One call: what the caller hears and keys, and what comes of it. */
package io.callgate.agi.call;
