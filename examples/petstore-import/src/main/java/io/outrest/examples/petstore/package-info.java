/**
 * An import: routes that call the operations of an OpenAPI document by name. Read {@code petstore.yaml}, {@code outrest.yaml}
 * and {@link io.outrest.examples.petstore.Routes}; {@link io.outrest.examples.petstore.PetstoreImport} runs them.
 */
@NullMarked
package io.outrest.examples.petstore;

import org.jspecify.annotations.NullMarked;
