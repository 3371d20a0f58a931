package io.outrest.architecture.offenders;

import org.apache.camel.telemetry.Op;

class KnowsTelemetry {
    final Op operation = Op.EVENT_SENT;
}
