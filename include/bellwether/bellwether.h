/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bellwether.h: how far can each partner's advice be trusted?
 *
 * The public C interface of libbellwether. One BellwetherEngine holds the evidence of one workspace (one business):
 * a row per piece of advice, with what was decided and how it turned out. From it the engine estimates the chance
 * that the next advice works, compares an advice with one's own view, says what checking adds, and how large a
 * decision a partner has earned the freedom to take. Every formula and its source is in docs/estimates.md.
 *
 * Promises
 *  - No I/O, no clock, no global state, no abort: time is an argument, a failure is a BellwetherStatus.
 *  - An engine may be used by one thread at a time; different engines by different threads at once.
 *  - Every chance that is returned is finite and lies in [0, 1]; every interval holds 90 % and has low <= high.
 *  - Pointers must not be NULL but where it is said that they may.
 *  - A call that fails leaves the engine as it was; a failed fit leaves the previous fit in place.
 *
 * Units
 *  - Times are milliseconds since 1970-01-01T00:00:00Z.
 *  - Chances and outcomes are numbers from 0 to 1. NAN stands for "not stated" or "not known" where a field says so.
 *  - Stakes and costs are in one unit of money per engine, whichever the caller uses (minor units, say).
 *  - Strings are UTF-8, NUL-terminated, and copied by the engine; it never returns ownership of a string.
 */
#ifndef BELLWETHER_H
#define BELLWETHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define BELLWETHER_PUBLIC __attribute__((visibility("default")))
#else
#define BELLWETHER_PUBLIC
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Bounds ---------------------------------------------------------------------------------------------------- */

#define BELLWETHER_ROWS_MAX 5000000                     /* rows in one engine */
#define BELLWETHER_TEXT_BYTES_MAX 4096                  /* bytes of one string, without its NUL */
#define BELLWETHER_STAKE_MAX 1e16                       /* largest stake or cost; the smallest is 0 */
#define BELLWETHER_TIME_MAX_MS INT64_C(253402300799999) /* the end of the year 9999 */
#define BELLWETHER_TIME_MIN_MS INT64_C(-62135596800000) /* the start of the year 1 */
#define BELLWETHER_TIME_UNKNOWN INT64_MIN               /* "no time given" */
#define BELLWETHER_ALL_TIME INT64_MAX                   /* "everything that the engine holds" */

/* ---- Errors ---------------------------------------------------------------------------------------------------- */

typedef enum {
  BELLWETHER_OK = 0,
  BELLWETHER_INVALID,    /* an argument is out of its range; bellwether_engine_error says which */
  BELLWETHER_LIMIT,      /* a bound above would be passed */
  BELLWETHER_NO_MEMORY,  /* memory could not be had; the engine is as it was */
  BELLWETHER_NOT_FITTED, /* asked for an estimate before the first successful fit */
  BELLWETHER_NOT_FOUND,  /* no such row, partner or skill */
  BELLWETHER_NUMERIC     /* the computation did not converge to finite numbers; the engine is as it was */
} BellwetherStatus;

/* A short English sentence for a status. Never NULL; static storage. */
BELLWETHER_PUBLIC const char *bellwether_status_text(BellwetherStatus status);

/* "MAJOR.MINOR.PATCH" of the library. Estimates may differ between versions; static storage. */
BELLWETHER_PUBLIC const char *bellwether_version(void);

/* ---- The evidence ---------------------------------------------------------------------------------------------- */

typedef enum {
  BELLWETHER_DECISION_NONE = 0, /* none recorded, or made by the partner within a mandate: `outcome` then is how the
                                   advice turned out */
  BELLWETHER_DECISION_FOLLOW,
  BELLWETHER_DECISION_ADAPT, /* followed in part */
  BELLWETHER_DECISION_OVERRIDE,
  BELLWETHER_DECISION_DEFER
} BellwetherDecision;

/* How sure the partner said they were, in words; each level's worth is learned from the record. */
typedef enum {
  BELLWETHER_SURE_UNSTATED = 0,
  BELLWETHER_SURE_LEANING, /* "leaning to it" */
  BELLWETHER_SURE_FAIRLY,  /* "fairly sure" */
  BELLWETHER_SURE_SURE     /* "sure" */
} BellwetherSureness;

/* Of what the client says: nothing. */
#define BELLWETHER_UNTOLD (-1.0F)

/* One piece of advice. Start from bellwether_row_init, which sets every optional field to "not known". */
typedef struct {
  const char *brief;   /* the question; required, not empty */
  const char *partner; /* who advised; required, not empty */
  const char *skill;   /* in which skill; NULL is the empty skill */
  int64_t at_ms;       /* when the advice was given; required */
  const char *advice;  /* the option recommended; NULL: not told apart from any other option */
  double confidence;   /* 0 to 1: the chance stated by the partner; NAN: not stated. Excludes `sureness` */
  BellwetherSureness sureness;
  float
      client_advice_outcome; /* the same of `advice_outcome`; where the advice was not followed in full, the partner's word
                                  alone is no evidence of what it would have brought */
  const char *own_view;      /* the decider's own choice before seeing the advice; NULL: none was given */
  double own_view_confidence; /* 0 to 1: how sure of it; NAN: not stated */
  double stake;               /* what it costs if it goes wrong, 0 to BELLWETHER_STAKE_MAX; NAN: not stated */
  BellwetherDecision decision;
  float
      client_outcome; /* what the client says of `outcome`: 0 to 1 where the partner told it too, so that `outcome` is the
                           mean of both; BELLWETHER_UNTOLD where the partner alone did; NAN: `outcome` is the client's
                           word. For a limit no more counts than the client says */
  const char *chosen;      /* the option chosen; NULL: not told */
  double outcome;          /* 0 to 1: how what was chosen turned out; NAN: not known */
  double advice_outcome;   /* 0 to 1: how the advice turned out or would have; NAN: not known */
  double own_view_outcome; /* 0 to 1: how the own view turned out or would have; NAN: not known */
  int64_t outcome_at_ms;   /* when the outcomes became known; BELLWETHER_TIME_UNKNOWN: right after the decision */
} BellwetherRow;

BELLWETHER_PUBLIC void bellwether_row_init(BellwetherRow *row);

/* ---- The engine ------------------------------------------------------------------------------------------------ */

typedef struct BellwetherEngine BellwetherEngine;

typedef enum {
  BELLWETHER_PRIORS_STANDARD = 0, /* those of docs/estimates.md: sane answers from the first outcome on */
  BELLWETHER_PRIORS_NONE          /* maximum likelihood, for comparison with other software */
} BellwetherPriors;

typedef enum {
  BELLWETHER_METHOD_AUTOMATIC = 0, /* exact while its factors are affordable, iterative past that */
  BELLWETHER_METHOD_EXACT,         /* sparse Cholesky */
  BELLWETHER_METHOD_ITERATIVE      /* backfitted conjugate gradients */
} BellwetherMethod;

typedef struct {
  BellwetherPriors priors;
  BellwetherMethod method;
  double half_life_days; /* age at which evidence counts half; 0: evidence does not fade */
  bool recalibrate;      /* check the chances on time held back and correct them; ignored without priors */
  double check_cost;     /* what checking one decision costs; NAN: a twentieth of the median stake */
  double check_hours;    /* hours that checking one decision takes, 0 to 1000 */
} BellwetherOptions;

/* Standard priors, automatic method, no fading, recalibration on, cost unknown, half an hour a check. */
BELLWETHER_PUBLIC void bellwether_options_init(BellwetherOptions *options);

/* A new, empty engine in *engine. options NULL: as bellwether_options_init. Free with bellwether_engine_free. */
BELLWETHER_PUBLIC BellwetherStatus bellwether_engine_new(const BellwetherOptions *options, BellwetherEngine **engine);
BELLWETHER_PUBLIC void bellwether_engine_free(BellwetherEngine *engine); /* NULL is allowed */

/* What was wrong with the last refused argument: one sentence that names the field; owned by the engine and valid
 * until its next call. Empty when nothing was. */
BELLWETHER_PUBLIC const char *bellwether_engine_error(const BellwetherEngine *engine);

/* Adds a row; its index is bellwether_engine_rows() before the call. Rows may come in any order of time; of rows with
 * the same time the one added first is the earlier. Does not change an existing fit: call bellwether_fit. */
BELLWETHER_PUBLIC BellwetherStatus bellwether_engine_add(BellwetherEngine *engine, const BellwetherRow *row);
BELLWETHER_PUBLIC size_t bellwether_engine_rows(const BellwetherEngine *engine);

/* Estimates everything from what was known at as_of_ms: advice given before it or at it, outcomes known before it or
 * at it. BELLWETHER_ALL_TIME: from all rows. The first fit is cold; a later one of the same engine starts from the one
 * before. It looks for new variances when the evidence has grown by a tenth since they were last looked for, and keeps
 * them otherwise, so that one more outcome costs milliseconds. */
BELLWETHER_PUBLIC BellwetherStatus bellwether_fit(BellwetherEngine *engine, int64_t as_of_ms);

/* ---- What was estimated ---------------------------------------------------------------------------------------- */

/* A number that is not certain: 90 % of the posterior lies from low to high. */
typedef struct {
  double estimate;
  double low;
  double high;
} BellwetherEstimate;

#define BELLWETHER_COEFFICIENTS_MAX 14
#define BELLWETHER_EFFECTS_MAX 4

typedef struct {
  const char *name; /* static storage */
  double value;     /* on the logit scale */
  double sd;        /* its posterior standard deviation; its standard error without priors */
} BellwetherCoefficient;

typedef struct {
  const char *name; /* "skill", "partner", "partner:skill", "brief" */
  double sd;        /* standard deviation of the effect on the logit scale, at the mode */
  size_t levels;
} BellwetherEffect;

typedef struct {
  size_t rows; /* rows whose advice has a known outcome */
  size_t coefficient_count;
  BellwetherCoefficient coefficients[BELLWETHER_COEFFICIENTS_MAX];
  size_t effect_count;
  BellwetherEffect effects[BELLWETHER_EFFECTS_MAX];
  double log_likelihood;        /* Laplace approximation, effects integrated out (with priors: and coefficients) */
  BellwetherMethod method;      /* which one was used */
  double calibration_intercept; /* the correction: logit p' = intercept + slope * logit p */
  double calibration_slope;
  size_t calibration_rows; /* outcomes held back to find it; 0: none was made */
} BellwetherModel;

BELLWETHER_PUBLIC BellwetherStatus bellwether_model(const BellwetherEngine *engine, BellwetherModel *model);

/* A decision's comparison: what each road promises. */
typedef struct {
  BellwetherEstimate advice; /* chance that the advice works if followed */
  bool has_own_view;
  bool own_view_agrees;        /* the own view is the same option as the advice */
  BellwetherEstimate own_view; /* chance that the own view works; as `advice` where they agree; NAN without one */
  bool take_advice;            /* false only where it is four in five that the own view is the better road */
  double advice_better;        /* chance, 0 to 1, that following works more often than the own view; NAN without one */
  BellwetherEstimate difference; /* stake * (advice - own view), in money; NAN without an own view or a stake */
  BellwetherEstimate overridden; /* chance of the advice if it were overridden: its odds divided by Gamma */
  size_t agreeing;               /* earlier advice of others on the same brief, for the same option */
  size_t disagreeing;            /* the same, for another option */
  size_t partner_outcomes;       /* known outcomes of this partner's advice that it rests on */
} BellwetherComparison;

/* Compares for an advice that the engine does not hold; earlier advice on its brief counts. Decision and outcomes of
 * the row are not looked at. *comparison is filled. */
BELLWETHER_PUBLIC BellwetherStatus bellwether_compare(BellwetherEngine *engine, const BellwetherRow *row,
                                                      BellwetherComparison *comparison);

/* The same for a row that the engine held at the last fit (BELLWETHER_NOT_FOUND for one added since). For an honest forecast fit as of the
 * moment before its decision; its own outcome counts where the fit knew it. */
BELLWETHER_PUBLIC BellwetherStatus bellwether_compare_row(BellwetherEngine *engine, size_t row_index,
                                                          BellwetherComparison *comparison);

/* The same beside another own view than the row's: own_view NULL is none; own_view_confidence 0 to 1, or NAN where it is not
 * stated. BELLWETHER_INVALID where either is out of its bounds. */
BELLWETHER_PUBLIC BellwetherStatus bellwether_compare_view(BellwetherEngine *engine, size_t row_index,
                                                           const char *own_view, double own_view_confidence,
                                                           BellwetherComparison *comparison);

/* How sure it must be that a partner's advice works more often than not, for a limit: the more is at stake beside the cost
 * of a check, the surer, between these; up to the last where nothing was ever overridden, for then waiting costs no more than
 * the checks. */
#define BELLWETHER_LIMIT_RELIABLE_MIN 0.8
#define BELLWETHER_LIMIT_RELIABLE_MAX 0.98
#define BELLWETHER_LIMIT_RELIABLE_TRIAL_MAX 0.999

/* The fewest outcomes at stakes that compare, for a limit. */
#define BELLWETHER_LIMIT_OUTCOMES_MIN 5

/* Why the earned limit is what it is. */
typedef enum {
  BELLWETHER_LIMIT_TOO_FEW = 0,   /* fewer outcomes than outcomes_asked */
  BELLWETHER_LIMIT_NOT_RELIABLE,  /* less sure than reliable_asked */
  BELLWETHER_LIMIT_CHECKING_PAYS, /* checking earns more than it costs at every stake seen */
  BELLWETHER_LIMIT_TOO_RISKY,     /* more than one chance in five that granting it loses money */
  BELLWETHER_LIMIT_NO_STAKES,     /* no row states a stake above 0 */
  BELLWETHER_LIMIT_EARNED,        /* checking costs more than it adds up to the limit */
  BELLWETHER_LIMIT_EARNED_CAPPED, /* so it does at every stake seen; held at twice the largest known outcome */
  BELLWETHER_LIMIT_TRIAL          /* nothing was ever overridden: a trial limit, with drawn checks */
} BellwetherLimitReason;

typedef struct {
  double limit; /* stake up to which checking costs more than it adds; 0: none earned */
  BellwetherLimitReason reason;
  size_t outcomes;       /* known outcomes at comparable stakes that it rests on: not by the partner's word alone */
  size_t outcomes_asked; /* the fewest there that can do; with fewer more are waited for */
  double reliable;       /* chance that at such stakes the advice works more often than not */
  double reliable_asked; /* what that must be, BELLWETHER_LIMIT_RELIABLE_MIN to _MAX or _TRIAL_MAX */
  double loss_chance;    /* chance that granting it loses money, at the mean of the stakes it opens */
  BellwetherEstimate checking_adds; /* what checking adds at such stakes, share of the stake; NAN where unknown */
  double check_cost;                /* the cost of a check that was used */
  size_t decisions_within;          /* decisions of the record at or below the limit */
  double hours_back;                /* hours that leaving those unchecked would have handed back */
} BellwetherLimit;

/* What is known of a partner in a skill. */
typedef struct {
  const char *partner; /* owned by the engine, valid until it is freed */
  const char *skill;
  size_t advice_count;       /* pieces of advice */
  size_t outcomes;           /* of which it is known how the advice turned out */
  double worked;             /* the sum of those outcomes; worked / outcomes is the plain share */
  size_t told_by_partner;    /* of those outcomes, the ones known by the partner's word alone */
  BellwetherEstimate chance; /* that their next advice works: no second opinion yet, own view unknown, stated as
                                   they usually state it, a new brief */
  /* what their stated confidence has been worth */
  size_t stated;      /* outcomes with a stated chance */
  double stated_mean; /* its mean; NAN when stated is 0 */
  double came_true;   /* the sum of those outcomes: how many came true; NAN when stated is 0 */
  double corrected;   /* what the engine makes of stated_mean, all else as in `chance`; NAN likewise */
  /* heard */
  size_t decisions;             /* decisions recorded (follow, adapt, override; a deferral is none yet) */
  double followed_share;        /* followed, an adaptation counting half; NAN when decisions is 0 */
  BellwetherEstimate warranted; /* the mean chance that following was the better choice; NAN likewise */
  /* what checking adds */
  size_t overridden;                 /* overrides */
  size_t overridden_known;           /* of which it is known how the own choice turned out */
  double override_share;             /* overridden / decisions; NAN when decisions is 0 */
  double own_choice_worked;          /* mean outcome of the own choice where overridden; NAN when unknown */
  BellwetherEstimate advice_would;   /* chance that the overridden advice would have worked; NAN likewise */
  BellwetherEstimate checking_adds;  /* expected gain of checking the next decision, share of the stake; NAN when no
                                       decision is recorded */
  BellwetherEstimate checking_added; /* the same for the decisions made: predictive for the roads not taken */
  double gamma_turn; /* the Gamma at which the verdict would turn; NAN where none in [1/1000, 1000] does */
  BellwetherLimit limit;
} BellwetherStanding;

/* Standings come per partner and skill, in order of first appearance. Estimates from the last fit. */
BELLWETHER_PUBLIC BellwetherStatus bellwether_standing_count(const BellwetherEngine *engine, size_t *count);
BELLWETHER_PUBLIC BellwetherStatus bellwether_standing(BellwetherEngine *engine, size_t index,
                                                       BellwetherStanding *standing);
/* The standing of one partner in one skill; BELLWETHER_NOT_FOUND where the record has no advice of theirs in it. */
BELLWETHER_PUBLIC BellwetherStatus bellwether_standing_of(BellwetherEngine *engine, const char *partner,
                                                          const char *skill, BellwetherStanding *standing);

/* What counts alone say of a share, where nothing is pooled with them: Beta(1 + worked, 1 + outcomes - worked), which is
 * Bayes's and Laplace's rule from equal chances; its mean, and its 90 % interval. worked: 0 to outcomes, parts count. All
 * three NAN where that does not hold. */
BELLWETHER_PUBLIC BellwetherEstimate bellwether_share(double worked, double outcomes);

/* What checking added over the whole workspace; the fields are as in BellwetherStanding. */
typedef struct {
  size_t decisions;
  size_t overridden;
  size_t overridden_known;
  double override_share;
  double own_choice_worked;
  BellwetherEstimate advice_would;
  BellwetherEstimate checking_adds;
  BellwetherEstimate checking_added;
  double gamma_turn;
  BellwetherEstimate gamma; /* how much better, in odds, followed advice is than overridden advice */
} BellwetherChecking;

BELLWETHER_PUBLIC BellwetherStatus bellwether_checking(BellwetherEngine *engine, BellwetherChecking *checking);

/* ---- The climb ------------------------------------------------------------------------------------------------- */

#define BELLWETHER_READINGS_MAX 10000 /* of one goal */
#define BELLWETHER_VALUE_MAX 1e15     /* largest value of a measure, either way */

/* One measured value. */
typedef struct {
  int64_t at_ms;
  double value;
} BellwetherReading;

/* A goal: from the baseline, measured when it began, to the target, which may be above or below it, by the due date. */
typedef struct {
  double baseline;
  double target; /* another than the baseline */
  int64_t begins_at_ms;
  int64_t due_at_ms;                 /* later than that */
  const BellwetherReading *readings; /* in any order; NULL where there are none */
  size_t reading_count;              /* those after the due date are left out */
} BellwetherGoal;

typedef struct {
  size_t readings;            /* that it rests on, the baseline not counted */
  BellwetherEstimate at_due;  /* the value that will be measured at the due date */
  BellwetherEstimate per_day; /* the pace at the last reading, a day */
  double reached;             /* chance that the value at the due date is the target or beyond */
} BellwetherClimb;

/* Where a goal's readings lead. BELLWETHER_INVALID where the goal is none, or a value is not within
 * BELLWETHER_VALUE_MAX; BELLWETHER_LIMIT with too many readings. *climb is filled in on BELLWETHER_OK only. */
BELLWETHER_PUBLIC BellwetherStatus bellwether_climb(const BellwetherGoal *goal, BellwetherClimb *climb);

#ifdef __cplusplus
}
#endif

#endif
