/** Text from outside, made fit to be printed. */
package io.callgate.app.text;
