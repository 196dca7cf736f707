/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* figures.h: whether the figures that are kept of partners' advice are what one would count. */
#ifndef TESTS_FIGURES_H
#define TESTS_FIGURES_H

/* Each decided piece of advice by hand: its partner and engagement, how sure they said they were, and how it turned out. */
#define FIGURES_COUNTED                                                                                                \
  "SELECT workspace_id, partner_id, engagement_id, "                                                                   \
  "COALESCE(CASE sureness WHEN 'leaning' THEN 11 WHEN 'fairly' THEN 12 WHEN 'sure' THEN 13 END, "                      \
  "CAST(ROUND(chance / 1000.0) AS INTEGER), 14) AS stated, COUNT(*) AS decisions, COUNT(came) AS outcomes, "           \
  "COALESCE(SUM(came), 0) AS worked FROM (SELECT *, COALESCE(CASE WHEN decision = 'follow' THEN worked END, "          \
  "CASE WHEN decision = 'follow' OR (decision IS NOT NULL AND client_advice_worked IS NOT NULL) THEN "                 \
  "advice_worked END) AS came FROM advice WHERE state = 'decided' AND "                                                \
  "NOT (noted = 'contradicted' AND counts = 0)) "                                                                      \
  "GROUP BY 1, 2, 3, 4"
#define FIGURES_KEPT                                                                                                   \
  "SELECT workspace_id, partner_id, engagement_id, stated, decisions, outcomes, worked FROM advice_figures "           \
  "WHERE decisions <> 0 OR outcomes <> 0 OR worked <> 0"

/* One number: how many of them are not the same. */
#define FIGURES_WRONG                                                                                                  \
  "SELECT (SELECT COUNT(*) FROM (" FIGURES_COUNTED " EXCEPT " FIGURES_KEPT ")) + (SELECT COUNT(*) FROM (" FIGURES_KEPT \
  " EXCEPT " FIGURES_COUNTED "))"

#endif
