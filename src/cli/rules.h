/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * rules.h: the simple rules that a forecast has to beat, learning as they go along, each from one workspace.
 *
 * With n outcomes known so far, k of them good (sums, where outcomes are fractions):
 *
 *   constant   (k + 1) / (n + 2): Laplace's rule of succession
 *   stated     what the partner said, clamped to [0.001, 0.999]; the constant where nothing was said
 *   corrected  logit p = a + b · logit(stated), and an intercept of its own where nothing was said; b ~ N(1, 2²) and
 *              both intercepts ~ N(0, 2²), so that the first few outcomes don't throw it; fitted anew with the first
 *              hundred outcomes one by one, later with every hundredth part more
 *   partner    (k_p + 2 · constant) / (n_p + 2): the partner's own share so far, drawn to the constant
 */
#ifndef BELLWETHER_CLI_RULES_H
#define BELLWETHER_CLI_RULES_H

#include <glib.h>

typedef enum { RULE_CONSTANT, RULE_STATED, RULE_CORRECTED, RULE_PARTNER, RULE_COUNT } Rule;

typedef struct Rules Rules;

Rules *rules_new(void);
void rules_free(Rules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rules, rules_free)

/* An outcome became known: of advice by this partner (the name must outlive the rules), who said `stated` (NAN:
 * nothing). */
void rules_learn(Rules *rules, const char *partner, double stated, double outcome);

/* The chance by each rule that the next advice works. */
void rules_forecast(Rules *rules, const char *partner, double stated, double chances[RULE_COUNT]);

#endif
