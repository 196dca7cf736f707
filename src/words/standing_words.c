/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* standing_words.c: a standing in plain words. */
#include "standing_words.h"

#include "words.h"

#include <glib/gi18n.h>
#include <math.h>

char *trust_worked_words(const BellwetherStanding *standing, bool to_them) {
  g_autofree char *worked = words_sum(standing->worked);
  g_autofree char *outcomes = words_count(standing->outcomes);
  g_autofree char *alone = words_count(standing->told_by_partner);
  if (standing->outcomes == 0)
    return g_strdup(_("no outcome known yet"));
  if (standing->told_by_partner == 0)
    return g_strdup_printf(_("%s of %s worked"), worked, outcomes);
  return g_strdup_printf(to_them ? _("%s of %s worked (%s by your word alone)")
                                 : _("%s of %s worked (%s by the partner's word alone)"),
                         worked, outcomes, alone);
}

char *trust_chance_words(const BellwetherStanding *standing, bool to_them) {
  g_autofree char *range = words_tenths(standing->chance.low, standing->chance.high);
  g_autofree char *worked = trust_worked_words(standing, to_them);
  if (standing->outcomes == 0)
    return g_strdup_printf(_("%s (usual: %s)"), worked, range);
  if (standing->outcomes < TRUST_OUTCOMES_FOR_NUMBERS)
    return g_strdup_printf(_("%s; too early to say more (%s)"), worked, range);
  g_autofree char *chance = words_percent(standing->chance.estimate);
  return g_strdup_printf(to_them ? _("%s; the chance that your next advice works is %s (between %.0f and %.0f %%)")
                                 : _("%s; the chance that their next advice works is %s (between %.0f and %.0f %%)"),
                         worked, chance, standing->chance.low * 100, standing->chance.high * 100);
}

const char *trust_limit_code(BellwetherLimitReason reason) {
  switch (reason) {
  case BELLWETHER_LIMIT_TOO_FEW: return "too_few";
  case BELLWETHER_LIMIT_NOT_RELIABLE: return "not_reliable";
  case BELLWETHER_LIMIT_CHECKING_PAYS: return "checking_pays";
  case BELLWETHER_LIMIT_TOO_RISKY: return "too_risky";
  case BELLWETHER_LIMIT_NO_STAKES: return "no_stakes";
  case BELLWETHER_LIMIT_EARNED: return "earned";
  case BELLWETHER_LIMIT_EARNED_CAPPED: return "earned_capped";
  case BELLWETHER_LIMIT_TRIAL: return "trial";
  }
  return "unknown";
}

/* What a check costs, where nobody knows in which currency. */
static char *cost_words(double cost) {
  return cost >= 10 ? words_count((size_t)round(cost)) : words_amount(cost);
}

/* A check, and what it costs: in a workspace, as money; nothing to them, for it is what an hour of the business is worth. */
static char *check_words(const BellwetherLimit *limit, bool to_them, const char *check_cost) {
  if (to_them)
    return g_strdup(_("a check"));
  g_autofree char *cost = check_cost != NULL ? g_strdup(check_cost) : cost_words(limit->check_cost);
  return g_strdup_printf(_("a check (%s)"), cost);
}

static char *granted_words(const BellwetherStanding *standing, bool to_them, const char *check_cost) {
  const BellwetherLimit *limit = &standing->limit;
  g_autofree char *check = check_words(limit, to_them, check_cost);
  switch (limit->reason) {
  case BELLWETHER_LIMIT_EARNED_CAPPED:
    return g_strdup_printf(
        _("%s costs more than it adds at every stake seen; held at twice the largest stake whose outcome is known"),
        check);
  case BELLWETHER_LIMIT_TRIAL:
    if (standing->decisions > 0)
      return g_strdup(_("no override is on record, so nothing shows what checking adds: a trial, with one decision "
                        "in so many drawn by lot for a check"));
    return g_strdup(to_them
                        ? _("no decision on your advice is on record, so nothing shows what checking adds: a trial, "
                            "with one decision in so many drawn by lot for a check")
                        : _("no decision on their advice is on record, so nothing shows what checking adds: a trial, "
                            "with one decision in so many drawn by lot for a check"));
  default: return g_strdup_printf(_("up to here %s costs more than it adds"), check);
  }
}

/* Two shares that are not the same, with as many decimals as tell them apart. */
static void words_apart(double share, double asked, char **share_words, char **asked_words) {
  *share_words = words_percent(share);
  *asked_words = words_percent(asked);
  for (int decimals = 1; decimals <= 4 && strcmp(*share_words, *asked_words) == 0; decimals++) {
    g_free(*share_words);
    g_free(*asked_words);
    *share_words = g_strdup_printf("%.*f %%", decimals, share * 100);
    *asked_words = g_strdup_printf("%.*f %%", decimals, asked * 100);
  }
}

static char *too_few_words(const BellwetherStanding *standing, bool to_them) {
  const BellwetherLimit *limit = &standing->limit;
  g_autofree char *words =
      g_strdup_printf(ngettext("it takes %d known outcomes at comparable stakes, there is %zu",
                               "it takes %d known outcomes at comparable stakes, there are %zu", limit->outcomes),
                      (int)limit->outcomes_asked, limit->outcomes);
  if (standing->told_by_partner == 0)
    return g_steal_pointer(&words);
  return g_strdup_printf(to_them ? _("%s; what only you told does not count for it")
                                 : _("%s; what only the partner told does not count for it"),
                         words);
}

char *trust_limit_words(const BellwetherStanding *standing, bool to_them, const char *check_cost) {
  const BellwetherLimit *limit = &standing->limit;
  g_autofree char *reliable = NULL;
  g_autofree char *asked = NULL;
  words_apart(limit->reliable, limit->reliable_asked, &reliable, &asked);
  g_autofree char *loss = words_percent(limit->loss_chance);
  switch (limit->reason) {
  case BELLWETHER_LIMIT_TOO_FEW: return too_few_words(standing, to_them);
  case BELLWETHER_LIMIT_NOT_RELIABLE:
    return g_strdup_printf(to_them ? _("from the %zu outcomes at comparable stakes alone, the chance that your advice "
                                       "works more often than not is %s; at such stakes it takes %s")
                                   : _("from the %zu outcomes at comparable stakes alone, the chance that their advice "
                                       "works more often than not is %s; at such stakes it takes %s"),
                           limit->outcomes, reliable, asked);
  case BELLWETHER_LIMIT_CHECKING_PAYS:
    return g_strdup(to_them ? _("checking you earns more than it costs at every stake seen")
                            : _("checking them earns more than it costs at every stake seen"));
  case BELLWETHER_LIMIT_TOO_RISKY:
    return g_strdup_printf(to_them ? _("the chance that leaving you unchecked loses money is %s; 20 %% is the most")
                                   : _("the chance that leaving them unchecked loses money is %s; 20 %% is the most"),
                           loss);
  case BELLWETHER_LIMIT_NO_STAKES: return g_strdup(_("no row says what was at stake (column \"stake\")"));
  default: return granted_words(standing, to_them, check_cost);
  }
}
