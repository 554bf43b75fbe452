/** Reservations of a running gateway: made, resized and cancelled, and opened and closed by the calendar. */
package dev.tierway.gateway.reservation;
