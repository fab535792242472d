/** Finds out by doing it whether what callers need works, before and while nobody calls. */
package io.callgate.app.trial;
