/** Adapter: a durable store in an SQLite file. */
@NullMarked
package dev.handoff.sqlite;

import org.jspecify.annotations.NullMarked;
