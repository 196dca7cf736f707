/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* backtest.h: forecasts of a record's rows from only what was known before each, and what they were worth. */
#ifndef BELLWETHER_CLI_BACKTEST_H
#define BELLWETHER_CLI_BACKTEST_H

#include "output.h"
#include "rules.h"
#include "scores.h"
#include "workspaces.h"

/* What became of one row. Outcomes are NAN where they are not known. */
typedef struct {
  const RecordRow *record;
  size_t workspace; /* which one, from 0 */
  size_t cluster;   /* rows that hang together: see BacktestRun.clusters */
  bool forecast;    /* the forecast was made: `comparison` and `rules` are filled */
  bool in_period;   /* within --from and --to */
  bool disagrees;   /* there is an own view, and it is another option than the advice */
  BellwetherComparison comparison;
  double rules[RULE_COUNT]; /* chances by the simple rules */
  double advice_outcome;    /* of the advice, had it been followed */
  double own_outcome;       /* of the own view, had it been taken */
  double decided_outcome;   /* of what was done */
} BacktestRow;

typedef struct {
  const RecordFile *file;
  GPtrArray *workspaces; /* Workspace * */
  BacktestRow *rows;     /* one per row of the file, in its order */
  size_t row_count;
  size_t clusters;          /* of rows that hang together: workspaces where there are many, else briefs */
  bool clusters_are_briefs; /* which of the two */
} BacktestRun;

typedef struct {
  BellwetherOptions engine;
  int64_t from_ms; /* rows given before it are learned from, not scored */
  int64_t until_ms;
  bool forecast_all; /* also rows that are not scored */
  bool by_kind;      /* show the kinds of partners whatever their number */
} BacktestOptions;

/* Goes through the record. EX_OK, or another status after saying why on standard error. Free with backtest_clear. */
int backtest_run(const RecordFile *file, const BacktestOptions *options, BacktestRun *run);
void backtest_clear(BacktestRun *run);

/* The engine's chance or a rule's, against the rows in the period whose advice has a known outcome. */
#define BACKTEST_ENGINE RULE_COUNT
#define BACKTEST_METHODS (RULE_COUNT + 1)

/* How the good outcomes compare over rows where all of them are known. */
typedef struct {
  size_t count;
  bool has_own_views; /* else `own` and `engine` are NAN: only deciding and following are compared */
  BellwetherEstimate decided;
  BellwetherEstimate followed;
  BellwetherEstimate own;
  BellwetherEstimate engine;
  BellwetherEstimate engine_over_decided; /* the difference, row by row */
  BellwetherEstimate engine_over_followed;
} BacktestRoads;

typedef struct {
  char *kind;    /* a partner's name before its dash and number */
  size_t count;  /* disagreements with a known outcome of the advice */
  double chance; /* that the engine gave, on average */
  BellwetherEstimate worked;
  double followed; /* how often people did; NAN where no decision is recorded */
  double taken;    /* how often the engine said so */
} BacktestKind;

typedef struct {
  size_t scored;    /* rows in the period whose advice has a known outcome */
  size_t yes_no;    /* of which it is 0 or 1 */
  double worked;    /* the sum of their outcomes */
  size_t stated;    /* of which a chance was stated */
  double hindsight; /* log loss of the share of good outcomes among the rows scored, known only afterwards */
  double log_loss[BACKTEST_METHODS];
  BellwetherEstimate better[RULE_COUNT]; /* the rule's log loss less the engine's, row by row */
  ScoreBrier brier[BACKTEST_METHODS];
  bool calibrated; /* intercept and slope could be fitted */
  BellwetherEstimate intercept;
  BellwetherEstimate slope;
  ScoreBand bands[SCORE_BANDS];        /* of the engine's chances */
  ScoreBand stated_bands[SCORE_BANDS]; /* of the partners' own */
  BacktestRoads all;
  BacktestRoads disagreements;
  GPtrArray *kinds; /* BacktestKind *; empty where the partners' names tell none */
} BacktestReport;

void backtest_report(const BacktestRun *run, const BacktestOptions *options, BacktestReport *report);
void backtest_report_clear(BacktestReport *report);

void backtest_print_text(const BacktestRun *run, const BacktestReport *report, Output *output);
void backtest_print_json(const BacktestRun *run, const BacktestReport *report, Output *output);

#endif
