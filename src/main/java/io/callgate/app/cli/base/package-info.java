/** What every command is made of: its console, its tables, the engine it asks. */
package io.callgate.app.cli.base;
