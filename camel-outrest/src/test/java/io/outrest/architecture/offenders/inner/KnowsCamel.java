package io.outrest.architecture.offenders.inner;

import org.apache.camel.Exchange;

class KnowsCamel {
    Object body(Exchange exchange) {
        return exchange.getMessage().getBody();
    }
}
