/* Reading RDF again with raptor2. */
#ifndef ML_WRITE_VERIFY_H
#define ML_WRITE_VERIFY_H

#include "mailuo.h"

/* Whether raptor2 reads the file `place`, in a syntax as raptor names it, without a complaint and finds as many
 * statements as were written. ML_ERR_IO after reporting that it does not; reports call the file `path`. */
ml_status ml_verify(const char *place, const char *path, const char *syntax, uint64_t n_statements,
                    const ml_reporter *reporter);

#endif
