/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * world.h: records simulated from the model of docs/estimates.md, with everything known that a real record hides. The
 * columns, priors and effects are written down here a second time, from that page and not from the engine's code.
 */
#ifndef VERIFY_WORLD_H
#define VERIFY_WORLD_H

#include "bellwether/bellwether.h"
#include "random.h"

/* The columns of x, in the page's order. */
enum {
  COLUMN_INTERCEPT,
  COLUMN_STATED,
  COLUMN_STATED_LOGIT,
  COLUMN_LEANING,
  COLUMN_FAIRLY_SURE,
  COLUMN_SURE,
  COLUMN_OTHERS,
  COLUMN_BALANCE,
  COLUMN_OWN_VIEW,
  COLUMN_OWN_VIEW_SURE,
  COLUMN_ECHO,
  COLUMN_OVERRIDDEN,
  COLUMNS
};
enum { EFFECT_SKILL, EFFECT_PARTNER, EFFECT_PARTNER_SKILL, EFFECT_BRIEF, EFFECTS };

/* Priors: beta ~ N(mean, sd^2); log sigma ~ N(log median, log_sd^2). */
extern const double prior_beta_mean[COLUMNS];
extern const double prior_beta_sd[COLUMNS];
extern const double prior_sigma_median[EFFECTS];
extern const double prior_sigma_log_sd[EFFECTS];

typedef struct {
  double beta[COLUMNS];
  double sigma[EFFECTS];
} Parameters;

/* Draws parameters from the priors. */
void parameters_draw(RandomSource *source, Parameters *parameters);

/* How partners say how sure they are. */
typedef enum {
  STATEMENT_NONE,
  STATEMENT_CONSTANT, /* a chance, of each partner always the same, so that "as they usually state it" is no question */
  STATEMENT_VARYING,  /* a chance, drawn anew each time */
  STATEMENT_WORDS     /* one of the three words or none, of each partner always the same */
} Statement;

/* The shape of a record. */
typedef struct {
  const char *name;
  size_t partners;
  size_t skills;
  size_t outcomes_each;  /* known outcomes per partner, over all skills */
  size_t brief_advisers; /* partners who answer one brief */
  Statement statement;
  bool own_views; /* the client has a view of their own, overrides at times, and learns of the road not taken */
} Shape;

typedef struct {
  size_t level[EFFECTS]; /* skill, partner, partner * skills + skill, brief */
  double x[COLUMNS];
  double works; /* 0 or 1 */
  /* what the row of the engine says */
  bool option;
  double confidence; /* NAN: not stated */
  BellwetherSureness sureness;
  int own_view; /* 1 agrees, -1 does not, 0 none */
  double own_view_confidence;
  BellwetherDecision decision;
} WorldRow;

typedef struct {
  Shape shape;
  Parameters truth;
  size_t levels[EFFECTS];
  double *effect[EFFECTS];
  double *own_views_met;    /* of each partner and skill: advice that met an own view */
  double *own_views_shared; /* of which it was the same option */
  double *stated;           /* of each partner, their constant statement; a word by its quarter from 0.5 to 1 */
  size_t row_count;
  WorldRow *rows;
} World;

/* A world of this shape; ends the program when memory fails. */
World *world_new(RandomSource *source, const Shape *shape, const Parameters *truth);
void world_free(World *world);

/* Gives every row to the engine. Returns the first failure. */
BellwetherStatus world_tell(const World *world, BellwetherEngine *engine);

/* Names for the engine, written into `text`. */
typedef char WorldName[32];
const char *world_partner_name(size_t partner, WorldName text);
const char *world_skill_name(size_t skill, WorldName text);

/* The sum x.beta + d + a + c. */
double world_logit(const World *world, const double *x, size_t partner, size_t skill);

/* The share of a partner's advice that the client of a shape with own views overrides, where it is another option than
 * their own, and over all. */
#define OVERRIDDEN_WHERE_UNLIKE 0.5
#define OVERRIDDEN_SHARE 0.2

/* The chance that an advice with these columns works on a new brief. What the client will do with it is still open:
 * the mean over that, `overridden` being the chance of an override. */
double world_chance(const World *world, const double *x, size_t partner, size_t skill, double overridden);

/* The same of a partner's next advice: on a brief that nobody answered yet, the own view unknown, the statement being
 * the partner's constant one (none, for shapes where it is not). */
double world_next_chance(const World *world, size_t partner, size_t skill);

/* Fills the columns of the client's own view, and notes that partner and client met. `sure` may be NAN. */
void world_view(World *world, WorldRow *row, bool agrees, double sure);

/* Fills the columns that say how sure the partner is. */
void world_state(const World *world, RandomSource *source, size_t partner, WorldRow *row);

#endif
