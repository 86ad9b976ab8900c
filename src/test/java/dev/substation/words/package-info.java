/**
 * Tests of what people read: that terms are those of {@code docs/glossary.md}, that warnings and
 * errors have SUB numbers, that links lead somewhere, that German pages follow their originals.
 * They read sources and pages as text, and know nothing else of the product.
 */
package dev.substation.words;
