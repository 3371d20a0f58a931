package io.outrest.openapi.offenders;

import org.apache.camel.CamelContext;

record KnowsCamel(CamelContext context) {}
