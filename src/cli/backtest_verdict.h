/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* backtest_verdict.h: what a backtest comes to, in sentences, before any figure. */
#ifndef BELLWETHER_CLI_BACKTEST_VERDICT_H
#define BELLWETHER_CLI_BACKTEST_VERDICT_H

#include "backtest.h"

/* Outcomes from which on shares and scores are shown; with fewer, counts. */
#define BACKTEST_OUTCOMES_FOR_NUMBERS 5

/* Whether following the program would have paid, and whether its chances could be relied on: paragraphs of plain text,
 * parted by newlines. Each comparison names its range; one that its range does not settle is called undecided. Free
 * with g_free. */
char *backtest_verdict(const BacktestReport *report);

#endif
