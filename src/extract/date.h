/* Dates as texts: YYYY, YYYY-MM, YYYY-MM-DD, and intervals FROM/UNTIL (ISO 8601-1:2019, 5.5). */
#ifndef ML_EXTRACT_DATE_H
#define ML_EXTRACT_DATE_H

#include "base/arena.h"
#include "rules/schema.h"

/* YYYY, YYYY-MM or YYYY-MM-DD as far as the parts are set; unset when one is impossible. */
ml_value ml_date_make(ml_arena *arena, ml_value year, ml_value month, ml_value day);

/* The interval YYYY-MM/YYYY-MM of part `index` (from 1) of a year cut into `parts` (4: quarters, 2: halves). */
ml_value ml_date_part(ml_arena *arena, ml_value year, ml_value index, int parts);

/* FROM/UNTIL of two dates. */
ml_value ml_date_interval(ml_arena *arena, ml_value from, ml_value until);

/* First or last day, as YYYY-MM-DD, of a date or interval in the form of the functions above; else unset. */
ml_value ml_date_edge(ml_arena *arena, ml_value value, bool last);

/* day, month, year or interval; unset when it is no date. */
ml_value ml_date_precision(ml_arena *arena, ml_value value);

/* A date moved by days (precision day) or months (precision month or day); unset when it is not that precise. */
ml_value ml_date_move(ml_arena *arena, ml_value value, ml_value days, ml_value months);

#endif
