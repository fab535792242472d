/** Services by name, and their ports. */
package io.callgate.core.service;
