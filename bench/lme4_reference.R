# SPDX-License-Identifier: AGPL-3.0-or-later
#
# What lme4 makes of a record: the figures that tests/trust_lme4.c and bench/estimates_lme4 compare the engine with.
#
#   Rscript bench/lme4_reference.R RECORD.csv OUT.txt [AGQ [keep|drop]]
#
# The model is that of docs/estimates.md under `--priors none`, for a record in which every row states a chance and
# nothing is decided (polls): fixed columns intercept, stated_logit, others and balance, crossed effects of skill,
# partner, partner:skill and brief. The columns are computed here anew from the page, not taken from the engine.
#
# AGQ 1 (the default) is the Laplace approximation with fixed effects and standard deviations maximised together;
# AGQ 0 leaves the fixed effects to the inner loop, which is quicker and rougher. The optimiser's tolerances are
# tightened until its own error is far below that of the comparison; the time printed is of the fit alone and with
# lme4's own settings where the environment has LME4_DEFAULTS=1 (a fair race asks for nothing extra).
#
# A tie counts as half a success and half a failure. lme4's own binomial family rounds such outcomes in the likelihood
# that it maximises while its inner loop takes them as they are, so that the two work against each other. `keep` (the
# default) therefore gives lme4 the same family with the likelihood written out; `drop` leaves ties out (they still
# count as advice given earlier), so that lme4's own family is compared with as well.
#
# OUT.txt, one figure a line: `ties keep|drop`, `rows N`, `fixed NAME VALUE`, `sd NAME VALUE`, `log_likelihood VALUE`,
# `seconds VALUE`, and for each row fitted, in the order of the record, `chance VALUE`, with the effects at their modes.

suppressPackageStartupMessages(library(lme4))

# The number of earlier pieces of advice of others on the same brief: for the same option and for another. Of rows
# with the same time the one that stands first is the earlier.
count_earlier <- function(record) {
  agreeing <- disagreeing <- numeric(nrow(record))
  in_time <- order(record$at, seq_len(nrow(record)))
  for (rows in split(in_time, record$brief[in_time])) {
    for (place in seq_along(rows)[-1]) {
      row <- rows[place]
      before <- rows[seq_len(place - 1)]
      before <- before[record$partner[before] != record$partner[row]]
      same <- record$advice[before] == record$advice[row]
      agreeing[row] <- sum(same)
      disagreeing[row] <- sum(!same)
    }
  }
  data.frame(agreeing, disagreeing)
}

read_record <- function(path) {
  record <- read.csv(path, colClasses = "character", encoding = "UTF-8")
  earlier <- count_earlier(record)
  stated <- pmin(pmax(as.numeric(record$confidence), 0.001), 0.999)
  data.frame(
    works = as.numeric(record$outcome),
    stated_logit = qlogis(stated),
    others = as.numeric(earlier$agreeing + earlier$disagreeing > 0),
    balance = 2 * (earlier$agreeing - earlier$disagreeing) / (earlier$agreeing + earlier$disagreeing + 1),
    skill = factor(record$skill),
    partner = factor(record$partner),
    partner_skill = factor(paste(record$partner, record$skill, sep = "\037")),
    brief = factor(record$brief))
}

# The binomial family for outcomes that are shares of one trial.
fractional_family <- function() {
  family <- binomial()
  family$family <- "fractional"
  family$aic <- function(y, n, mu, wt, dev) -2 * sum(wt * (y * log(mu) + (1 - y) * log1p(-mu)))
  family
}

fit_record <- function(record, agq, family, start = NULL) {
  plain <- nzchar(Sys.getenv("LME4_DEFAULTS"))
  control <- if (plain) glmerControl() else
    glmerControl(optimizer = c("bobyqa", "bobyqa"), tolPwrss = 1e-10,
                 optCtrl = list(rhobeg = 0.2, rhoend = 1e-7, maxfun = 20000))
  # R warns of shares as outcomes, whatever the family does with them.
  withCallingHandlers(
    glmer(works ~ stated_logit + others + balance + (1 | skill) + (1 | partner) + (1 | partner_skill) + (1 | brief),
          data = record, family = family, nAGQ = agq, control = control, start = start),
    warning = function(condition)
      if (grepl("non-integer", conditionMessage(condition))) invokeRestart("muffleWarning"))
}

# bobyqa stops early where the surface is flat: start anew from where it stopped, until nothing more is gained.
fit_settled <- function(record, agq, family) {
  fitted_model <- fit_record(record, agq, family)
  repeat {
    start <- list(theta = getME(fitted_model, "theta"), fixef = fixef(fitted_model))
    again <- fit_record(record, agq, family, if (agq == 0) start$theta else start)
    gained <- as.numeric(logLik(again)) - as.numeric(logLik(fitted_model))
    if (gained > 0) fitted_model <- again
    if (gained < 1e-4) return(fitted_model)
  }
}

write_figures <- function(fitted_model, ties, seconds, path) {
  fixed <- fixef(fitted_model)
  names(fixed)[names(fixed) == "(Intercept)"] <- "intercept"
  effects <- VarCorr(fitted_model)
  # For a family that it does not know lme4 reports standard deviations times a scale that is no part of the model.
  scale <- if (isTRUE(attr(effects, "useSc"))) attr(effects, "sc") else 1
  sds <- sapply(effects, function(effect) attr(effect, "stddev")[[1]]) / scale
  names(sds) <- sub("partner_skill", "partner:skill", names(sds))
  chances <- fitted(fitted_model)
  writeLines(c(
    paste("ties", ties),
    paste("rows", length(chances)),
    sprintf("fixed %s %.6f", names(fixed), fixed),
    sprintf("sd %s %.6f", names(sds), sds),
    sprintf("log_likelihood %.4f", as.numeric(logLik(fitted_model))),
    sprintf("seconds %.3f", seconds),
    sprintf("chance %.5f", chances)), path)
}

arguments <- commandArgs(trailingOnly = TRUE)
stopifnot(length(arguments) >= 2)
record <- read_record(arguments[1])
agq <- if (length(arguments) > 2) as.integer(arguments[3]) else 1L
ties <- if (length(arguments) > 3) arguments[4] else "keep"
stopifnot(ties %in% c("keep", "drop"))
if (ties == "drop") record <- record[record$works %in% c(0, 1), ]
# A fair race is run with lme4's own, compiled family.
own_family <- ties == "drop" || nzchar(Sys.getenv("LME4_DEFAULTS"))
fit <- if (nzchar(Sys.getenv("LME4_DEFAULTS"))) fit_record else fit_settled
seconds <- system.time(
  fitted_model <- fit(record, agq, if (own_family) binomial() else fractional_family()))[["elapsed"]]
write_figures(fitted_model, ties, seconds, arguments[2])
