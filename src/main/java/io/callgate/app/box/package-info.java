/** The machine that callgate runs on, as far as it has to know it. */
package io.callgate.app.box;
