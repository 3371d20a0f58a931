package io.outrest.openapi.offenders;

import io.swagger.v3.parser.OpenAPIV3Parser;

record LetsTheParserRead(OpenAPIV3Parser parser) {}
