/**
 * What an import of connections is told, and what it gives; the reading itself is done by another module. Open
 * {@link io.outrest.imports.DescriptionImporter} first.
 */
@NullMarked
package io.outrest.imports;

import org.jspecify.annotations.NullMarked;
