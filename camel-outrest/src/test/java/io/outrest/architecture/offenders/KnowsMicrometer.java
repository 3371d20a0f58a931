package io.outrest.architecture.offenders;

import io.micrometer.core.instrument.Clock;

class KnowsMicrometer {
    final Clock clock = Clock.SYSTEM;
}
