/** SIP providers: what is known of them, and how that differs from what the book lets in. */
package io.callgate.core.provider;
