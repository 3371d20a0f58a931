package io.outrest.openapi;

import io.outrest.imports.ImportDifference;
import java.io.PrintStream;

/** A difference in lines that people read. */
final class DifferenceText {

    private final PrintStream out;

    DifferenceText(PrintStream out) {
        this.out = out;
    }

    void print(ImportDifference difference) {
        difference.added().forEach(name -> out.println("+ " + Quoted.visible(name, 500)));
        difference.removed().forEach(name -> out.println("- " + Quoted.visible(name, 500)));
        difference
                .changed()
                .forEach(
                        (name, what) -> out.println("~ " + Quoted.visible(name, 500) + ": " + String.join(", ", what)));
        out.printf(
                "%d added, %d removed, %d changed%n",
                difference.added().size(),
                difference.removed().size(),
                difference.changed().size());
    }
}
