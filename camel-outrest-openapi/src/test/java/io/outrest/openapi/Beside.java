package io.outrest.openapi;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** What may stand in a folder {@code shared} beside the project, and is no part of it. */
final class Beside {

    private Beside() {}

    /** A file or folder of it; ends the test where it is absent. */
    static Path the(String name) {
        for (Path at = Path.of(System.getProperty("user.dir")); at != null; at = at.getParent()) {
            Path found = at.resolve("shared").resolve(name);
            if (Files.exists(found)) {
                return found;
            }
        }
        assumeTrue(false, "there is no shared/" + name + " beside the project");
        throw new AssertionError("an assumption that does not hold ends the test");
    }
}
