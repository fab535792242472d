/** The rules that all front doors share. Pure: values in, decisions out; no I/O, no clock, no logging. */
package io.callgate.core;
