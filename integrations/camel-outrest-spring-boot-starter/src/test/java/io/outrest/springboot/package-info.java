/** Real applications of Spring Boot, configured by files. */
package io.outrest.springboot;
