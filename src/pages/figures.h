/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* figures.h: the charts of partners, made of their views' documents; both sides get the same. Only this room includes it. */
#ifndef PAGES_FIGURES_H
#define PAGES_FIGURES_H

#include "page.h"

/* The most that mandates in force let decide alone, in minor units; 0 where there are none. */
int64_t figure_granted_minor(const json_t *mandates);

/* The limit earned of a standing's document, and the largest of a list of standings; -1 where the record can't say yet. */
int64_t figure_earned_of(const json_t *standing);
int64_t figure_earned_minor(const json_t *standings);

/* One row of figure_freedom. */
typedef struct {
  const char *label;
  int64_t earned_minor; /* -1: the record can't say yet */
  int64_t granted_minor;
} FigureFreedom;

typedef struct {
  const char *prefix; /* of the chart's ids */
  const char *currency;
  const char *label_name; /* what the rows are of */
  const FigureFreedom *rows;
  size_t count;
} FigureFreedomChart;

/* Freedom earned beside freedom granted; false where neither is known of anybody, and nothing is drawn. */
bool figure_freedom(Page *page, const FigureFreedomChart *figure);

/* One row of figure_chances: a standing's document, and of whom. */
typedef struct {
  const char *label;
  const json_t *standing;
} FigureChance;

/* The chance that the next advice works, with its interval and the outcomes that it rests on, of one after the other; false
 * where there is no row. */
bool figure_chances(Page *page, const char *prefix, const FigureChance *rows, size_t count);

/* Of a document with standings, engagements, mandates, stated and months: freedom, whether they are heard, what their
 * confidence was worth, and what was decided in the last twelve months; each only where there is something to draw.
 * prefix: of the charts' ids; of: to whom it is shown. */
void figures_of_partner(Page *page, const json_t *document, const char *currency, const char *prefix, PhraseOf of);

#endif
