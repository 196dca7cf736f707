/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A backtest's report as JSON. What isn't known is null. */
#include "backtest_verdict.h"

#include "words/words.h"

static const char *const method_names[BACKTEST_METHODS] = {"constant", "as_stated", "stated_corrected", "partner_share",
                                                           "bellwether"};

static json_t *json_count(size_t count) {
  return json_integer((json_int_t)count);
}

static json_t *json_brier(const ScoreBrier *brier) {
  return json_pack("{s:o, s:o, s:o, s:o, s:o}", "score", words_json_number(brier->score), "reliability",
                   words_json_number(brier->reliability), "resolution", words_json_number(brier->resolution),
                   "uncertainty", words_json_number(brier->uncertainty), "within_bands",
                   words_json_number(brier->within));
}

static json_t *json_methods(const BacktestReport *report) {
  json_t *methods = json_object();
  for (size_t method = 0; method < BACKTEST_METHODS; method++) {
    json_t *entry = json_pack("{s:o, s:o}", "log_loss", words_json_number(report->log_loss[method]), "brier",
                              json_brier(&report->brier[method]));
    if (method != BACKTEST_ENGINE) {
      json_object_set_new(entry, "bellwether_better_by", words_json_estimate(&report->better[method]));
    }
    json_object_set_new(methods, method_names[method], entry);
  }
  json_object_set_new(methods, "hindsight_share", json_pack("{s:o}", "log_loss", words_json_number(report->hindsight)));
  return methods;
}

static json_t *json_bands(const ScoreBand *bands) {
  json_t *list = json_array();
  for (size_t i = 0; i < SCORE_BANDS; i++) {
    json_array_append_new(list, json_pack("{s:f, s:f, s:o, s:o, s:o}", "from", (double)i / SCORE_BANDS, "to",
                                          (double)(i + 1) / SCORE_BANDS, "count", json_count(bands[i].count), "said",
                                          words_json_number(bands[i].chance), "came_true",
                                          words_json_number(bands[i].outcome)));
  }
  return list;
}

static json_t *json_roads(const BacktestRoads *roads) {
  if (roads->count == 0) {
    return json_pack("{s:i}", "count", 0);
  }
  return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "count", json_count(roads->count), "as_decided",
                   words_json_estimate(&roads->decided), "always_followed", words_json_estimate(&roads->followed),
                   "always_own_view", words_json_estimate(&roads->own), "bellwether",
                   words_json_estimate(&roads->engine), "bellwether_over_decided",
                   words_json_estimate(&roads->engine_over_decided), "bellwether_over_followed",
                   words_json_estimate(&roads->engine_over_followed));
}

static json_t *json_kinds(const GPtrArray *kinds) {
  json_t *list = json_array();
  for (guint i = 0; i < kinds->len; i++) {
    const BacktestKind *kind = g_ptr_array_index(kinds, i);
    json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "kind", kind->kind, "disagreements",
                                          json_count(kind->count), "mean_chance", words_json_number(kind->chance),
                                          "worked", words_json_estimate(&kind->worked), "followed_share",
                                          words_json_number(kind->followed), "bellwether_takes",
                                          words_json_number(kind->taken)));
  }
  return list;
}

void backtest_print_json(const BacktestRun *run, const BacktestReport *report, Output *output) {
  json_t *calibration = report->calibrated
                            ? json_pack("{s:o, s:o}", "intercept", words_json_estimate(&report->intercept), "slope",
                                        words_json_estimate(&report->slope))
                            : json_null();
  json_t *document =
      json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "engine",
                bellwether_version(), "file", run->file->name, "rows", json_count(run->row_count), "workspaces",
                json_count(run->workspaces->len), "scored", json_count(report->scored), "yes_or_no",
                json_count(report->yes_no), "intervals_by", run->clusters_are_briefs ? "brief" : "workspace", "methods",
                json_methods(report), "calibration", calibration, "bands", json_bands(report->bands), "stated_bands",
                report->stated > 0 ? json_bands(report->stated_bands) : json_null(), "all", json_roads(&report->all),
                "disagreements", json_roads(&report->disagreements), "kinds", json_kinds(report->kinds));
  g_autofree char *verdict = report->scored == 0 ? NULL : backtest_verdict(report);
  json_object_set_new(document, "verdict", verdict == NULL ? json_null() : json_string(verdict));
  output_json(output, document);
}
