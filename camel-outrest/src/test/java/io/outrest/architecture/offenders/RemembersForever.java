package io.outrest.architecture.offenders;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

class RemembersForever {
    static final ConcurrentMap<String, String> TOKENS = new ConcurrentHashMap<>();

    static int calls;
}
