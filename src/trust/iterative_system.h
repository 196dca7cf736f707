/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* iterative_system.h: the linear system of the iterative method; shared by iterative_system.c, which solves it, and
 * iterative.c, which searches with it. See iterative.h. */
#ifndef TRUST_ITERATIVE_SYSTEM_H
#define TRUST_ITERATIVE_SYSTEM_H

#include "iterative.h"

#define ITERATIVE_PROBES 4 /* half of them past ITERATIVE_MANY unknowns, whose traces average more by themselves */
#define ITERATIVE_MANY 50000
#define ITERATIVE_SMALL_MAX 64 /* skills beyond this many are preconditioned one by one */

/* Rows lie brief by brief. "Reduced" unknowns are those without the briefs, in their order: levels before the briefs,
 * then coefficients. */
struct Iterative {
  const Design *design; /* not owned */
  size_t briefs;        /* groups of rows; where the design has no brief effect, each row is one, of effect 0 */
  bool brief_effect;
  int32_t *brief_start; /* briefs + 1 */
  int32_t *brief_level; /* level of each group */
  int32_t *order;       /* sorted row -> row of the design */
  size_t effects;       /* without the briefs */
  int effect[EFFECT_COUNT];
  int32_t *level[EFFECT_COUNT]; /* per effect: reduced unknown of each sorted row */
  double *x;                    /* sorted rows x columns */
  double *outcome, *weight;
  size_t reduced, columns, first_column;
  int32_t *partner_of_pair; /* reduced partner of each pair level, where both effects are in the design */
  int partner, pair, skill; /* places in effect[], or -1 */

  double sigma[EFFECT_COUNT]; /* of effect[] */
  double brief_sigma;
  double *mode;                                         /* all unknowns */
  double *curvature, *residual, *fitted, *row_variance; /* per sorted row */
  double *brief_diagonal;                               /* 1 + sigma^2 sum of w */
  double objective;

  /* the preconditioner */
  double *diagonal; /* per reduced level: of its block */
  double *inverse;  /* per reduced level: diagonal of the block's inverse */
  double *cross;    /* per pair: its entry with its partner */
  size_t small;     /* skills (where few) and coefficients */
  size_t *small_index;
  double *small_factor, *small_inverse;

  /* scratch of the solver, each of the reduced length; scaled: per sorted row */
  double *right, *reduced_part, *preconditioned, *remaining, *direction, *image, *lifted, *scaled;
  double *by_coefficient;      /* columns of the inverse that belong to coefficients: unknowns x columns */
  double *coefficient_inverse; /* inverse of their own block: columns x columns, row-major */
  size_t probes;
  int8_t *sign[ITERATIVE_PROBES];
  double *probe[ITERATIVE_PROBES]; /* the last solution for each, where the next starts */
};

/* eta, weights and residuals at the mode; returns phi. */
double system_evaluate(Iterative *iterative);
/* Diagonals and blocks of the preconditioner for the present weights. BELLWETHER_OK or BELLWETHER_NUMERIC. */
BellwetherStatus system_precondition(Iterative *iterative);
/* out = M^-1 in. */
void system_apply_inverse(const Iterative *iterative, const double *in, double *out);
/* out = S in, S the Schur complement of the briefs. */
void system_apply(const Iterative *iterative, const double *in, double *out);
/* Solves S solution = right from `solution`, to that fall of the residual. */
BellwetherStatus system_solve(Iterative *iterative, const double *right, double *solution, double tolerance);
/* Solves H y = b for all unknowns. y may not be b. */
BellwetherStatus system_solve_all(Iterative *iterative, const double *b, double *y, double tolerance);
/* b = A' g over all unknowns, g per sorted row. */
void system_project(const Iterative *iterative, const double *g, double *b);
/* (A y) for a sorted row. */
double system_row(const Iterative *iterative, size_t row, size_t brief, const double *y);
/* Unknown of a reduced one. */
static inline size_t system_unknown(const Iterative *iterative, size_t reduced) {
  return reduced < iterative->first_column ? reduced
                                           : reduced - iterative->first_column + iterative->design->level_count;
}
/* Approximate variance of each sorted row's eta, into row_variance. */
void system_row_variance(Iterative *iterative);
/* Half of how log det H moves with each sorted row's eta, into g; after system_row_variance. */
void system_pull(const Iterative *iterative, double *g);

#endif
