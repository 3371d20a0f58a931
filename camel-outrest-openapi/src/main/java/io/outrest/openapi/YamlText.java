package io.outrest.openapi;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * A text for SnakeYAML's scanner, which is in memory already. The scanner's own reader copies all that it looks ahead at with
 * each kilobyte: 18 GB for a value of 3 MiB. Counts chars where that one counts code points.
 */
final class YamlText extends StreamReader {

    private static final int[] NOTHING = {};

    private final String text;
    private int at;
    private int line;
    private int column;
    private int documentStart;

    YamlText(String text) {
        super("");
        this.text = text;
    }

    @Override
    public Mark getMark() {
        return new Mark("", at, line, column, NOTHING, 0);
    }

    @Override
    public void forward() {
        forward(1);
    }

    @Override
    public void forward(int length) {
        for (int end = (int) Math.min(text.length(), (long) at + length); at < end; at++) {
            char c = text.charAt(at);
            if (isLineEnd(c)) {
                line++;
                column = 0;
            } else if (c != '\uFEFF') {
                column++;
            }
        }
    }

    private boolean isLineEnd(char c) {
        boolean lastOfTwo = c == '\r' && at + 1 < text.length() && text.charAt(at + 1) != '\n';
        return c == '\n' || c == '\u0085' || c == '\u2028' || c == '\u2029' || lastOfTwo;
    }

    @Override
    public int peek() {
        return peek(0);
    }

    @Override
    public int peek(int index) {
        return at + index < text.length() ? text.charAt(at + index) : '\0';
    }

    @Override
    public String prefix(int length) {
        return text.substring(at, Math.min(text.length(), at + length));
    }

    @Override
    public String prefixForward(int length) {
        String prefix = prefix(length);
        at += prefix.length();
        column += prefix.length(); // the scanner never takes a line's end in this way
        return prefix;
    }

    @Override
    public int getColumn() {
        return column;
    }

    @Override
    public int getDocumentIndex() {
        return at - documentStart;
    }

    @Override
    public void resetDocumentIndex() {
        documentStart = at;
    }

    @Override
    public int getIndex() {
        return at;
    }

    @Override
    public int getLine() {
        return line;
    }
}
