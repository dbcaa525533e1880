/* Writing numbers so that reading them gives the same number again. */
#ifndef ML_BASE_NUMBER_H
#define ML_BASE_NUMBER_H

/* Room for every finite double in plain decimal notation, with sign, point and NUL. */
enum { ML_NUMBER_SIZE = 768 };

/* Writes a finite number in plain decimal notation (no exponent, "." whatever the locale, no needless digit) with the
 * fewest digits that read back as the same double: "938000000", "0.25". */
void ml_number_text(double number, char out[ML_NUMBER_SIZE]);

#endif
