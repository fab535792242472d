/** The telephone call: FastAGI, prompts and keys; and a telephone for the terminal. */
package io.callgate.agi;
