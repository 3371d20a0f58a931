/**
 * Connections: as they are configured ({@link io.outrest.connection.Connection}, the one list of settings), where they are
 * kept by name ({@link io.outrest.connection.ConnectionRegistry}), and made live, with the chain that a call goes through
 * ({@link io.outrest.connection.LiveConnection}). Open the last one first.
 */
@NullMarked
package io.outrest.connection;

import org.jspecify.annotations.NullMarked;
