/** {@code tierway prices}: imports vendors' price lists into price books, shows books, and works out single bills. */
@NullMarked
package dev.tierway.app.prices;

import org.jspecify.annotations.NullMarked;
