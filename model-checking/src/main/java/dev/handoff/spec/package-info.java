/**
 * The specifications as data: the manifest, its vocabulary of protocols, designs, scenarios and
 * properties, and what each model is expected to show. Knows nothing of any tool.
 */
@NullMarked
package dev.handoff.spec;

import org.jspecify.annotations.NullMarked;
