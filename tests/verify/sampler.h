/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sampler.h: the exact posterior of the model, by simulation, for small records: the yardstick for the engine's
 * approximations. A Gibbs sampler: given Polya-Gamma variables (Polson, Scott and Windle 2013) the coefficients and
 * effects are one Gaussian, drawn at once, with the briefs eliminated first; each log sigma is drawn by slice sampling
 * (Neal 2003) twice, given the effects and given the effects in units of sigma, which together mix well where either
 * alone would stick (interweaving: Yu and Meng 2011).
 */
#ifndef VERIFY_SAMPLER_H
#define VERIFY_SAMPLER_H

#include "world.h"

/* Which part of the model is sampled. What is left out is held at 0. */
typedef struct {
  bool column[COLUMNS];
  bool effect[EFFECTS];
} Part;

/* The columns that vary or are needed in this world, and every effect. */
Part part_of_world(const World *world);

typedef struct {
  double beta[COLUMNS];
  double sigma[EFFECTS];
  double *effect[EFFECTS]; /* as many as the world has levels */
} Draw;

typedef void (*DrawUser)(const Draw *draw, void *user);

/* Draws from the posterior given the world's rows; calls `user` with each draw after the first `warmup`. `fixed_sigma`
 * (may be NULL) holds the sigmas at given values. */
void posterior_draw(const World *world, const Part *part, RandomSource *source, size_t warmup, size_t draws,
                    const double *fixed_sigma, DrawUser use, void *user);

#endif
