/**
 * What was found, for people and for machines: tables, JSON, counterexamples step by step. Pure:
 * text in memory, no files and no terminal.
 */
@NullMarked
package dev.handoff.report;

import org.jspecify.annotations.NullMarked;
