/**
 * Card files as people make them: tables of text from stations, CSMSs and spreadsheets. Knows
 * nothing of the gateway but what a card is.
 */
package dev.substation.app.cards;
