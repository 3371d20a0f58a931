/** An application of Spring Boot that calls connections of its {@code application.yaml}. */
@NullMarked
package io.outrest.examples.springboot;

import org.jspecify.annotations.NullMarked;
