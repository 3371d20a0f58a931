package io.outrest.architecture.offenders;

import org.apache.hc.core5.util.Timeout;

class KnowsHttpClient {
    final Timeout timeout = Timeout.ofSeconds(1);
}
