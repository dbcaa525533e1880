/* What of a store is exported: temporary views that hide the rest from whoever reads the store's tables. */
#ifndef ML_WRITE_SELECT_H
#define ML_WRITE_SELECT_H

#include "write/formats.h"

/* Checks the options and makes the job's views; sets job->selected and job->shortcuts.
 * ML_ERR_ARGUMENT after reporting an option that makes no sense for this store. */
ml_status ml_select(ml_export_job *job, const ml_reporter *reporter);

/* Takes out of a writable copy of the store (its job has been selected) what the views hide. */
ml_status ml_select_delete(const ml_store *copy);

/* Takes the views away. */
void ml_select_end(const ml_store *store);

#endif
