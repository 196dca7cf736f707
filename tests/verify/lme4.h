/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* lme4.h: the engine without priors, beside the figures that bench/lme4_reference.R wrote. */
#ifndef VERIFY_LME4_H
#define VERIFY_LME4_H

#include "check.h"
#include "table.h"

/* Fits the record without priors by the exact method, and checks every figure of the file: fixed effects within 2 % or
 * 0.02, standard deviations within 5 % or 0.03, chances within 0.01 on average. */
void lme4_check(Check *check, const char *record_path, const char *figures_path);

#endif
