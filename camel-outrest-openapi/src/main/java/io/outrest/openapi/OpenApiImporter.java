package io.outrest.openapi;

import io.outrest.connection.Connection;
import io.outrest.connection.ConnectionRegistry;
import io.outrest.imports.DescriptionImporter;
import io.outrest.imports.ImportRequest;
import io.outrest.imports.ImportResult;
import io.outrest.imports.ImportSettings;
import io.outrest.imports.RefusedImport;
import io.outrest.settings.InvalidSetting;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Imports documents of Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2, so far as connections need them. The component finds it by
 * itself; {@link OpenApiImport} is for use in code.
 */
public final class OpenApiImporter implements DescriptionImporter {

    @Override
    public ImportResult read(ImportRequest request, ClassLoader classes) {
        ImportSettings settings = request.settings();
        Limits limits = Limits.of(settings.getLimits());
        try (Fetching web = new Fetching(request)) {
            Source source = Source.of(settings.mandatorySpec());
            checkSettings(request);
            Loader loader = new Loader(limits, new Access(classes, web));
            try {
                Loaded loaded = loader.load(source);
                List<String> allowed = Objects.requireNonNullElse(settings.getReferences(), List.of());
                References references = new References(loader, loaded, allowed);
                Contents contents = Contents.of(loaded, references, limits);
                return new Mapping(request, loaded, contents).result(loader.files());
            } catch (RefusedDocument e) {
                throw new RefusedImport(String.valueOf(e.getMessage()), loader.files());
            } catch (InvalidSetting e) {
                throw new RefusedImport(placed(request, e), loader.files());
            }
        } catch (InvalidSetting e) {
            throw new RefusedImport(placed(request, e), Set.of());
        }
    }

    /** What the import says about all of its connections is not the document's fault. */
    private static void checkSettings(ImportRequest request) {
        if (request.problem() != null) {
            return;
        }
        if (request.settings().getBaseUrl() != null && request.connection().getBaseUrls() != null) {
            throw new InvalidSetting("baseUrl", "and baseUrls are both set; one of them must go");
        }
        Connection any = new Connection();
        any.setBaseUrl(Objects.requireNonNullElse(request.settings().getBaseUrl(), "https://localhost"));
        try {
            ConnectionRegistry.check(
                    request.settings().namesBegin(request.name()) + "any",
                    request.connection().over(any));
        } catch (IllegalArgumentException e) {
            if (e.getCause() instanceof InvalidSetting invalid) {
                throw invalid;
            }
            throw e;
        }
    }

    private static String placed(ImportRequest request, InvalidSetting e) {
        String place = request.place().isEmpty() ? "" : request.place() + ": ";
        return place + "openapi." + request.name() + "." + e.getMessage();
    }
}
