/**
 * Puts requests on the wire. The only package that knows HttpClient 5, which runs here without retries, redirects, cookies,
 * decompression and stored credentials: whatever happens to a call is written in this project. Open
 * {@link io.outrest.http.HttpTransport} first.
 */
@NullMarked
package io.outrest.http;

import org.jspecify.annotations.NullMarked;
