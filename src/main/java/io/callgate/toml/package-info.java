/** Files of TOML, read strictly: each value is typed or refused with its place in the file, and nothing unknown is passed over. */
package io.callgate.toml;
