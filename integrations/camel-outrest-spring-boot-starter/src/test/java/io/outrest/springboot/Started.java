package io.outrest.springboot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** An application that is configured by a folder, and how it is started. */
final class Started {

    private final Path folder;
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, Object> variables = new LinkedHashMap<>();
    private final List<Class<?>> classes = new ArrayList<>(List.of(Application.class));

    private Started(Path folder) {
        this.folder = folder;
    }

    static Started with(Path folder, String file, String content) {
        try {
            Files.writeString(folder.resolve(file), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new Started(folder);
    }

    static Started with(Path folder, String yaml) {
        return with(folder, "application.yaml", yaml);
    }

    Started argument(String argument) {
        arguments.add(argument);
        return this;
    }

    Started variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Started beans(Class<?> more) {
        classes.add(more);
        return this;
    }

    ConfigurableApplicationContext run() {
        List<String> all = new ArrayList<>(arguments);
        all.add("--spring.config.location=file:" + folder + "/");
        all.add("--logging.level.root=WARN");
        return new SpringApplicationBuilder(classes.toArray(new Class<?>[0]))
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .initializers(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables)))
                .run(all.toArray(new String[0]));
    }
}
