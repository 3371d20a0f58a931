package io.outrest.architecture.offenders;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

class WaitsForAFuture {
    String got(Future<String> future) throws ExecutionException, InterruptedException {
        return future.get();
    }

    String joined(CompletableFuture<String> future) {
        return future.join();
    }

    List<String> joinedByReference(List<CompletableFuture<String>> futures) {
        return futures.stream().map(CompletableFuture::join).toList();
    }
}
