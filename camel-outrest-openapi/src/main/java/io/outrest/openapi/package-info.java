/**
 * The import: OpenAPI and Swagger documents to definitions of connections. The only place that knows Swagger's classes.
 */
@NullMarked
package io.outrest.openapi;

import org.jspecify.annotations.NullMarked;
