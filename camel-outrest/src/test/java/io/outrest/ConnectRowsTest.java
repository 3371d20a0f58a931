package io.outrest;

import static io.outrest.request.FailureKind.CONNECT;

import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows 1 to 4, 9 and 10 of the fault matrix: no connection, or one that is of no use. */
class ConnectRowsTest extends FaultTest {

    @Test
    @Fault(1)
    void closedPortIsAConnectFailure() {
        RawServer gone = raw(RawServer.wellBehaved());
        gone.close();
        api(to(gone.url()));

        assertFault(gone, this::get, CONNECT, 1, 0);
        assertFault(gone, () -> call("POST", Map.of()), CONNECT, 1, 0);
        assertNextCallWorksElsewhere();
    }
}
