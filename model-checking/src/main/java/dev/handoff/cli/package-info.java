/**
 * The command line: what the commands are called, what they read, what they print, how they end.
 */
@NullMarked
package dev.handoff.cli;

import org.jspecify.annotations.NullMarked;
