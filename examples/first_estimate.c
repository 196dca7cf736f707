/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The library in one page: three pieces of advice that turned out somehow, and what the next one is worth.
 *
 *     cc first_estimate.c $(pkg-config --cflags --libs bellwether) && ./a.out
 */
#include <bellwether/bellwether.h>
#include <stdio.h>

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

static BellwetherStatus add_advice(BellwetherEngine *engine, const char *brief, int64_t day, double confidence,
                                   double outcome) {
  BellwetherRow row;
  bellwether_row_init(&row);
  row.brief = brief;
  row.partner = "Hartwell & Daughters";
  row.skill = "bookkeeping";
  row.at_ms = day * DAY_MS;
  row.confidence = confidence;
  row.decision = BELLWETHER_DECISION_FOLLOW;
  row.outcome = outcome;
  return bellwether_engine_add(engine, &row);
}

int main(void) {
  BellwetherEngine *engine = NULL;
  BellwetherStatus status = bellwether_engine_new(NULL, &engine);
  if (status == BELLWETHER_OK) {
    status = add_advice(engine, "Lease or buy the plotter?", 19800, 0.9, 1);
  }
  if (status == BELLWETHER_OK) {
    status = add_advice(engine, "Monthly or quarterly returns?", 19830, 0.8, 1);
  }
  if (status == BELLWETHER_OK) {
    status = add_advice(engine, "Write off the Fenner invoice?", 19860, 0.8, 0);
  }
  if (status == BELLWETHER_OK) {
    status = bellwether_fit(engine, BELLWETHER_ALL_TIME);
  }
  BellwetherStanding standing;
  if (status == BELLWETHER_OK) {
    status = bellwether_standing_of(engine, "Hartwell & Daughters", "bookkeeping", &standing);
  }
  if (status != BELLWETHER_OK) {
    fprintf(stderr, "%s %s\n", bellwether_status_text(status), engine == NULL ? "" : bellwether_engine_error(engine));
    bellwether_engine_free(engine);
    return 1;
  }
  printf("%s: %.0f of %zu worked; their next advice works with a chance of %.0f %% (between %.0f and %.0f %%)\n",
         standing.partner, standing.worked, standing.outcomes, standing.chance.estimate * 100,
         standing.chance.low * 100, standing.chance.high * 100);
  bellwether_engine_free(engine);
  return 0;
}
