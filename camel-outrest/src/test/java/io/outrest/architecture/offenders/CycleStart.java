package io.outrest.architecture.offenders;

import io.outrest.architecture.offenders.inner.CycleEnd;

public class CycleStart {
    CycleEnd end() {
        return new CycleEnd();
    }
}
