package io.outrest.springboot;

import io.outrest.OutrestClient;
import io.outrest.OutrestComponent;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.spring.boot.util.ConditionalOnHierarchicalProperties;
import org.apache.camel.spring.boot.util.HierarchicalPropertiesEvaluator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Configures the component by {@code camel.component.outrest.*} of Spring's properties; {@code camel.component.outrest.enabled} is
 * false where that is not wanted.
 */
@AutoConfiguration(after = CamelAutoConfiguration.class)
@ConditionalOnBean(CamelAutoConfiguration.class)
@ConditionalOnHierarchicalProperties({"camel.component", "camel.component.outrest"})
public class OutrestAutoConfiguration {

    @Bean
    ComponentCustomizer outrestComponentCustomizer(CamelContext context, ConfigurableEnvironment environment) {
        return new ComponentCustomizer() {
            @Override
            public void configure(String name, Component target) {
                new SpringProperties(environment, context).setOn((OutrestComponent) target);
            }

            @Override
            public boolean isEnabled(String name, Component target) {
                return target instanceof OutrestComponent
                        && HierarchicalPropertiesEvaluator.evaluate(
                                environment, "camel.component.customizer", "camel.component.outrest.customizer");
            }
        };
    }

    /** Also without a route that names a connection, so that configuration that cannot be used ends the start. */
    @Bean
    CamelContextConfiguration outrestStart() {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                context.getComponent("outrest");
            }

            @Override
            public void afterApplicationStart(CamelContext context) {
                // the component has started with the context
            }
        };
    }

    /** Calls connections without a route; it can be used when Camel has started. */
    @Bean
    @ConditionalOnMissingBean
    OutrestClient outrestClient(CamelContext context) {
        return OutrestClient.of(context);
    }
}
