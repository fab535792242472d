/** Host names whose addresses are granted as DNS changes them. */
package io.callgate.core.name;
