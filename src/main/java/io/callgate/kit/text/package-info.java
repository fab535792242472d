/** Text for people: what came from outside, made fit to be printed, and why something failed, in words. */
package io.callgate.kit.text;
