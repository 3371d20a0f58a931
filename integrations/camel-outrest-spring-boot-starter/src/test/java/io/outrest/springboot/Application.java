package io.outrest.springboot;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application without routes. */
@SpringBootApplication
class Application {}
