/**
 * How settings are written, read and compared, whatever they configure: durations, sizes, ranges, secrets and the list of
 * settings that a JavaBean has. Knows nothing of HTTP or Camel. Open {@link io.outrest.settings.SettingsOf} first.
 */
@NullMarked
package io.outrest.settings;

import org.jspecify.annotations.NullMarked;
