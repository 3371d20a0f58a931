/** Spring Boot: the component is configured by Spring's properties, and told to start with the application. */
@NullMarked
package io.outrest.springboot;

import org.jspecify.annotations.NullMarked;
