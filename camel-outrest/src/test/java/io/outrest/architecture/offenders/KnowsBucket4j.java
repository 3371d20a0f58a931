package io.outrest.architecture.offenders;

import io.github.bucket4j.TimeMeter;

class KnowsBucket4j {
    final TimeMeter meter = TimeMeter.SYSTEM_MILLISECONDS;
}
