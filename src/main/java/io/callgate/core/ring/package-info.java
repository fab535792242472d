/** The doorbell: phones that knock before they are let in, so that a caller need not key an address. */
package io.callgate.core.ring;
