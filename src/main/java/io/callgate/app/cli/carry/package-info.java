/** Books from elsewhere and for elsewhere. */
package io.callgate.app.cli.carry;
