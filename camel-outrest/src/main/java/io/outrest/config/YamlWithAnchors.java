package io.outrest.config;

import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.events.ScalarEvent;

/** Jackson's YAML, whose parsers know the anchors of single values too, and not only those of lists and mappings. */
final class YamlWithAnchors extends YAMLFactory {

    private static final long serialVersionUID = 1L;

    /** How long a document is, is looked at before. */
    @Override
    protected YAMLParser _createParser(byte[] data, int offset, int length, IOContext context) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        return new Parser(context, _yamlParserFeatures, options, _createReader(data, offset, length, null, context));
    }

    private static final class Parser extends YAMLParser {

        Parser(IOContext context, int features, LoaderOptions options, Reader reader) {
            super(context, 0, features, options, null, reader);
        }

        @Override
        public @Nullable String getObjectId() throws IOException {
            return _lastEvent instanceof ScalarEvent scalar ? scalar.getAnchor() : super.getObjectId();
        }
    }
}
