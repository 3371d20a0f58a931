package io.outrest.openapi.offenders;

import io.swagger.v3.oas.models.OpenAPI;

record KnowsSwagger(OpenAPI model) {}
