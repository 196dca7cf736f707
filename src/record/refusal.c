/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* refusal.c: each refusal's field, sentence and way out, as a table. */
#include "refusal.h"

#include <glib.h>

/* Marked for translation; whoever shows them translates them. */
#define N_(String) (String)

typedef struct {
  const char *field;
  const char *text;
  const char *advice;
} Refusal;

static const Refusal refusals[] = {
    [RECORD_ALLOWED] = {"", "", ""},
    [RECORD_REFUSED_ROLE] = {"", N_("Your role does not allow this"), N_("Ask the owner of the workspace")},
    [RECORD_REFUSED_NOT_ALLOWED] = {"", N_("You may not decide for the business yet"),
                                    N_("Ask the owner to let you decide")},
    [RECORD_REFUSED_NEEDS_MANDATE] = {"mandate", N_("A partner decides only under a mandate"),
                                      N_("Give your advice, or ask the owner for a mandate")},
    [RECORD_REFUSED_NOT_THEIRS] = {"", N_("This belongs to another partner's engagement"),
                                   N_("Ask the owner to make you part of it")},
    [RECORD_REFUSED_OWNER_ONLY] = {"", N_("Only the owner may do this"), N_("Ask the owner")},
    [RECORD_REFUSED_LEVEL] = {"mandate", N_("The mandate does not let you decide, only advise or do as told"),
                              N_("Give your advice, or ask the owner for more freedom")},
    [RECORD_REFUSED_NOT_YET] = {"mandate", N_("The mandate is not in force yet"),
                                N_("Wait until it begins, or advise")},
    [RECORD_REFUSED_EXPIRED] = {"mandate", N_("The mandate has run out"), N_("Ask the owner to renew it")},
    [RECORD_REFUSED_REVOKED] = {"mandate", N_("The mandate was taken back"), N_("Give your advice instead")},
    [RECORD_REFUSED_NO_STAKE] = {"stake", N_("Nobody said what it costs if it goes wrong"), N_("Say the stake")},
    [RECORD_REFUSED_CURRENCY] = {"stake", N_("This is in another currency than the mandate"),
                                 N_("Give the amounts in the mandate's currency")},
    [RECORD_REFUSED_LIMIT] = {"stake", N_("The stake is beyond the mandate's limit for one decision"),
                              N_("Give your advice, and let the client decide")},
    [RECORD_REFUSED_NO_COST] = {"cost", N_("The mandate has a budget, and this does not say what it takes of it"),
                                N_("Say the cost, or 0")},
    [RECORD_REFUSED_BUDGET] = {"cost", N_("The cost is beyond what is left of the mandate's budget"),
                               N_("Wait for the next period, or let the client decide")},
    [RECORD_REFUSED_TERMS_LIMIT] = {"limit", N_("A mandate at this level needs a limit of at least 0"),
                                    N_("Say up to which stake the partner may decide")},
    [RECORD_REFUSED_TERMS_BUDGET] = {"budget", N_("A budget needs a period of 1 to 366 days, and the other way round"),
                                     N_("Give both, or neither")},
    [RECORD_REFUSED_TERMS_EXPIRY] = {"expires_at", N_("A mandate must end after it begins, within ten years"),
                                     N_("Give an earlier or a later end")},
    [RECORD_REFUSED_TERMS_CHECKS] = {"check_one_in", N_("One in how many is checked must lie from 0 (none) to 1,000"),
                                     N_("Give a number in that range")},
    [RECORD_REFUSED_WITHDRAWN] = {"advice", N_("The advice was withdrawn"), N_("Ask the partner for a new one")},
    [RECORD_REFUSED_DECIDED] = {"advice", N_("This advice was decided on already"),
                                N_("To correct the decision on record, say so: corrects yes (--corrects yes)")},
    [RECORD_REFUSED_PUT_OFF_LATE] = {"decision", N_("This advice was decided on: it can't be put off any more"),
                                     N_("To correct the decision on record, follow, adapt or override")},
    [RECORD_REFUSED_CORRECT_LATE] = {"corrects", N_("It is known how this turned out: the decision stands as it is"),
                                     N_("Say what was wrong with it in words: put a question on the advice")},
    [RECORD_REFUSED_NOT_A_NOTE] = {"advice", N_("The partner has given or confirmed this: only they can take it back"),
                                   N_("Decide on it, or let it be")},
    [RECORD_REFUSED_WITHDRAW_LATE] = {"advice",
                                      N_("This was decided, or its outcome is known: it can't be taken back any more"),
                                      N_("Leave it as it is")},
    [RECORD_REFUSED_ACTED] = {"advice", N_("The partner has decided this, under their mandate"),
                              N_("Say how it turned out, or change the mandate")},
    [RECORD_REFUSED_NOT_OPENED] = {"advice", N_("You have not opened this advice yet"), N_("Open it, then decide")},
    [RECORD_REFUSED_OWN_VIEW_OWED] = {"own_view", N_("Your own view comes first"),
                                      N_("Seal what you would do and how sure you are, then open the advice")},
    [RECORD_REFUSED_NO_SNAPSHOT] = {"shown", N_("The decision does not say which chances and risks were shown"),
                                    N_("Decide from the advice's page")},
    [RECORD_REFUSED_FOREIGN_SNAPSHOT] = {"shown", N_("What was shown belongs to another advice or another person"),
                                         N_("Open this advice's page and decide there")},
    [RECORD_REFUSED_STALE_SNAPSHOT] = {"shown", N_("The chances and risks have changed since you looked"),
                                       N_("Look at them again, then decide")},
    [RECORD_REFUSED_NO_REASON] = {"reason", N_("Not following an advice in full needs a reason"),
                                  N_("Write one sentence; the partner will read it")},
    [RECORD_REFUSED_ALREADY_OPENED] = {"own_view",
                                       N_("The advice has been opened: an own view now would not be your "
                                          "own"),
                                       N_("Decide without one")},
    [RECORD_REFUSED_SETTLED] = {"own_view", N_("This was decided already: a view now would come too late"),
                                N_("Look at what was decided, and correct it where you must")},
    [RECORD_REFUSED_GIVEN] =
        {"own_view", N_("Own views are off here, so this advice could be read: a view now would not be your own"),
         N_("Seal a view before there is advice, or have own views switched on for the next")},
    [RECORD_REFUSED_TYPED_IN] = {"own_view", N_("You typed this advice in, so you knew it before"),
                                 N_("Decide without an own view")},
    [RECORD_REFUSED_NOT_DECIDED] = {"advice", N_("Nothing has been decided, so nothing can have turned out"),
                                    N_("Enter the decision first")},
    [RECORD_REFUSED_BEFORE_DECISION] = {"known_at", N_("The outcome would have been known before the decision"),
                                        N_("Check the date")},
    [RECORD_REFUSED_RANGE] = {"worked", N_("How well it worked must lie from 0 to 10,000 ten-thousandths"),
                              N_("0 is not at all, 10,000 is fully")},
    [RECORD_REFUSED_NOT_NOTED] = {"advice", N_("The partner gave this advice themselves"),
                                  N_("There is nothing to confirm")},
    [RECORD_REFUSED_CONFIRMED] = {"advice", N_("This advice was confirmed or contradicted already"),
                                  N_("Reply to it if something has to be added")},
    [RECORD_REFUSED_LINK_EXPIRED] = {"link", N_("The link has run out"), N_("Ask the client for a new one")},
    [RECORD_REFUSED_OWN_NOTE] = {"advice", N_("Who wrote an advice down can't confirm it"),
                                 N_("Send the link to the partner")},
    [RECORD_REFUSED_NO_WAY_TO_GO] = {"target", N_("The target is where the goal begins"),
                                     N_("Give another target, or another baseline")},
    [RECORD_REFUSED_DUE_BEFORE_BEGIN] = {"due_at", N_("It would be due before it begins"), N_("Give a later date")},
    [RECORD_REFUSED_GOAL_CLOSED] = {"goal", N_("This goal was reached or dropped"), N_("Add a new goal")},
    [RECORD_REFUSED_ENGAGEMENT_NOT_BEGUN] = {"engagement", N_("This engagement has not begun yet"),
                                             N_("Advise, and wait for a decision")},
    [RECORD_REFUSED_END_BEFORE_BEGIN] = {"ends_at", N_("It would end before it begins"), N_("Give a later end")},
    [RECORD_REFUSED_END_BEFORE_ADVICE] = {"ends_at", N_("Something was advised in it later than that"),
                                          N_("Give a later end")},
    [RECORD_REFUSED_RENEWS_BEFORE_BEGIN] = {"renews_at", N_("It would renew before it begins"),
                                            N_("Give a later date")},
    [RECORD_REFUSED_ENGAGEMENT_ENDED] = {"engagement", N_("This engagement has ended"), N_("Start a new engagement")},
    [RECORD_REFUSED_TASK_ENDED] = {"task", N_("This task was done or dropped already"), N_("Add a new task")},
    [RECORD_REFUSED_REVIEW_CLOSED] = {"review", N_("This review is closed"), N_("Open a new one")},
    [RECORD_REFUSED_REVIEW_GIVEN] = {"review", N_("Your side has given its answers already"),
                                     N_("Wait for the other side, then talk about both")},
    [RECORD_REFUSED_REVIEW_OWN_FIRST] = {"review", N_("The partner has given their answers, and yours are missing"),
                                         N_("Give your side's answers, then close it")},
    [RECORD_REFUSED_REVIEW_WAITS] = {"review", N_("The other side may still give its answers"),
                                     N_("Wait for them, or until the review is due")},
    [RECORD_REFUSED_OUTCOME_KNOWN] = {"stake", N_("It is known how this turned out: what was at stake is settled"),
                                      N_("Leave it as it was")},
    [RECORD_REFUSED_NOT_OVERRIDDEN] = {"advice", N_("This advice was neither overridden nor adapted"),
                                       N_("Ask a question on it instead")},
    [RECORD_REFUSED_NOT_DRAWN] = {"advice", N_("This was not drawn for a check"),
                                  N_("Report how it turned out instead")},
};

G_STATIC_ASSERT(G_N_ELEMENTS(refusals) == RECORD_REFUSAL_COUNT);

const char *record_refusal_field(RecordRefusal refusal) {
  g_assert(refusal < RECORD_REFUSAL_COUNT);
  return refusals[refusal].field;
}

const char *record_refusal_text(RecordRefusal refusal) {
  g_assert(refusal < RECORD_REFUSAL_COUNT);
  return refusals[refusal].text;
}

const char *record_refusal_advice(RecordRefusal refusal) {
  g_assert(refusal < RECORD_REFUSAL_COUNT);
  return refusals[refusal].advice;
}
