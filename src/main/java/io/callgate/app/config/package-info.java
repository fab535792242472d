/** The configuration: one TOML file and one of secrets, read into values that cannot be wrong. */
package io.callgate.app.config;
