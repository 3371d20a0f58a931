package io.outrest.architecture.offenders.inner;

import io.outrest.architecture.offenders.CycleStart;

public class CycleEnd {
    CycleStart start() {
        return new CycleStart();
    }
}
